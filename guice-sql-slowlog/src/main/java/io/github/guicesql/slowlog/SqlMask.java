package io.github.guicesql.slowlog;

/**
 * Replaces the literals of a statement by question marks, and its comments and runs of white space
 * by a space. What does not end is masked to the end of the text.
 */
final class SqlMask {

  /** How much of a text is read: a bound on the time that a long one costs. */
  private static final int MAX_READ = 20_000;

  private final boolean mysql;

  /**
   * Creates a mask.
   *
   * @param mysql whether double quotes enclose a string, a backslash escapes in every string, and a
   *     number sign begins a comment
   */
  SqlMask(boolean mysql) {
    this.mysql = mysql;
  }

  /** Returns the masked text, no longer than a length and an ellipsis. */
  String masked(String sql, int maxLength) {
    Scan scan = new Scan(sql.length() > MAX_READ ? sql.substring(0, MAX_READ) : sql);
    while (!scan.isAtEnd() && scan.masked.length() < maxLength) {
      scan.step();
    }
    String masked = scan.masked.toString().strip();
    return scan.isAtEnd() && sql.length() <= MAX_READ && masked.length() <= maxLength
        ? masked
        : masked.substring(0, Math.min(masked.length(), maxLength)) + "…";
  }

  /** One pass over one text. */
  private final class Scan {

    private final String sql;
    private final StringBuilder masked = new StringBuilder();
    private int at;

    private Scan(String sql) {
      this.sql = sql;
    }

    private boolean isAtEnd() {
      return at >= sql.length();
    }

    private void step() {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        space();
      } else if (sql.startsWith("--", at) || (mysql && c == '#')) {
        skipTo("\n");
      } else if (sql.startsWith("/*", at)) {
        skipTo("*/");
      } else if (c == '\'' || (mysql && c == '"')) {
        literal(c, mysql);
      } else if (c == '"' || c == '`') {
        quotedName(c);
      } else if (isDigit(c)) {
        number();
      } else if (c == '$' && isDollarQuote()) {
        skipTo(sql.substring(at, sql.indexOf('$', at + 1) + 1), 1);
        masked.append('?');
      } else if (isPartOfName(c)) {
        name();
      } else {
        masked.append(c);
        at++;
      }
    }

    private void space() {
      if (masked.length() > 0 && masked.charAt(masked.length() - 1) != ' ') {
        masked.append(' ');
      }
    }

    private void skipTo(String end) {
      int found = sql.indexOf(end, at);
      at = found < 0 ? sql.length() : found + end.length();
      space();
    }

    /** Skips a quotation that begins and ends with the same text. */
    private void skipTo(String quote, int after) {
      int found = sql.indexOf(quote, at + quote.length() + after - 1);
      at = found < 0 ? sql.length() : found + quote.length();
    }

    /** Skips a string. A doubled quote is part of it, as is one after a backslash that escapes. */
    private void literal(char quote, boolean backslash) {
      at++;
      while (!isAtEnd()) {
        char c = sql.charAt(at++);
        if (c == '\\' && backslash) {
          at++;
        } else if (c == quote) {
          if (isAtEnd() || sql.charAt(at) != quote) {
            break;
          }
          at++;
        }
      }
      at = Math.min(at, sql.length());
      masked.append('?');
    }

    private void quotedName(char quote) {
      int end = sql.indexOf(quote, at + 1);
      int after = end < 0 ? sql.length() : end + 1;
      masked.append(end < 0 ? "?" : sql.substring(at, after));
      at = after;
    }

    private void number() {
      while (!isAtEnd() && (isPartOfName(sql.charAt(at)) || sql.charAt(at) == '.')) {
        at++;
      }
      masked.append('?');
    }

    /** Copies a name. A string after a prefix such as {@code E} is masked with it. */
    private void name() {
      int began = at;
      while (!isAtEnd() && isPartOfName(sql.charAt(at))) {
        at++;
      }
      boolean prefix = at - began == 1 && !isAtEnd() && sql.charAt(at) == '\'';
      if (prefix) {
        literal('\'', mysql || Character.toUpperCase(sql.charAt(began)) == 'E');
      } else {
        masked.append(sql, began, at);
      }
    }

    /** A dollar, a tag that may be empty, and a dollar: a string of PostgreSQL's. */
    private boolean isDollarQuote() {
      int next = at + 1;
      while (next < sql.length() && isPartOfName(sql.charAt(next)) && sql.charAt(next) != '$') {
        next++;
      }
      return next < sql.length() && sql.charAt(next) == '$' && !isDigit(sql.charAt(at + 1));
    }

    private boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private boolean isPartOfName(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
  }
}
