package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Dialect;

/**
 * Replaces the literals of a statement by question marks, and its comments and runs of white space
 * by a space. What does not end is masked to the end of the text, and so is all that follows a
 * place which engines, or modes of one engine, read differently: taken wrong, the end of one
 * literal would be the beginning of the next, and what is between them would be shown.
 */
final class SqlMask {

  /** How much of a text is read: a bound on the time that a long one costs. */
  private static final int MAX_READ = 20_000;

  /** Whether a backslash before a quote makes it a part of the string. */
  private enum Backslash {
    ESCAPES,
    IS_TEXT,
    DEPENDS
  }

  private final Lexis lexis;

  /** Creates a mask for the texts of one database. */
  SqlMask(Dialect dialect) {
    lexis = Lexis.of(dialect);
  }

  /** Returns the masked text, one line that is no longer than a length and an ellipsis. */
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

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Engines take each character that is not of ASCII for a part of a name. */
  private static boolean isPartOfName(char c) {
    return c >= 0x80 || Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private static boolean isSpaceOrControl(char c) {
    return c <= ' ' || c == 0x7f;
  }

  /** Whether a name could forge a line of the log with it, or turn around how one is shown. */
  private static boolean isUnprintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
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

    private boolean startsWith(String text) {
      return sql.startsWith(text, at);
    }

    private void step() {
      char c = sql.charAt(at);
      if (isSpaceOrControl(c)) {
        at++;
        space();
      } else if (isPartOfName(c)) {
        word(c);
      } else if (c == '\'' || c == '"' || c == '`' || c == '[') {
        quoted(c);
      } else {
        mark(c);
      }
    }

    /** A number, a name, or what begins with a dollar. */
    private void word(char c) {
      if (isDigit(c)) {
        number();
      } else if (c == '$' && lexis != Lexis.MYSQL && lexis != Lexis.SQLITE) {
        dollar();
      } else {
        name();
      }
    }

    private void quoted(char c) {
      if (lexis == Lexis.UNKNOWN && (startsWith("'''") || startsWith("\"\"\""))) {
        maskRest(); // a quote and an escaped one, or what begins a string with quotes in it
      } else if (c == '\'') {
        literal(c, ofStrings());
      } else if (c == '"') {
        doubleQuoted();
      } else if (c == '[') {
        bracket();
      } else if (lexis == Lexis.POSTGRES) {
        copy(at + 1); // a character of operators
      } else {
        quotedName(after(c));
      }
    }

    private void mark(char c) {
      if (startsWith("--")) {
        dashes();
      } else if (startsWith("/*")) {
        comment();
      } else if (c == '#' && lexis == Lexis.MYSQL) {
        lineComment();
      } else if (c == '#' && lexis == Lexis.UNKNOWN) {
        maskRest(); // a comment, an operator, or a part of a name
      } else if (startsWith("//") && (lexis == Lexis.STANDARD || lexis == Lexis.UNKNOWN)) {
        maskRest(); // a comment of H2's and HSQLDB's, an operator of DuckDB's
      } else {
        copy(at + 1);
      }
    }

    private void space() {
      if (masked.length() > 0 && masked.charAt(masked.length() - 1) != ' ') {
        masked.append(' ');
      }
    }

    private void maskRest() {
      masked.append("?…");
      at = sql.length();
    }

    private void copy(int end) {
      for (; at < end; at++) {
        char c = sql.charAt(at);
        masked.append(isUnprintable(c) ? '?' : c);
      }
    }

    private Backslash ofStrings() {
      return lexis == Lexis.MYSQL || lexis == Lexis.UNKNOWN ? Backslash.DEPENDS : Backslash.IS_TEXT;
    }

    private void literal(char quote, Backslash backslash) {
      if (skipString(quote, backslash)) {
        masked.append('?');
      } else {
        maskRest();
      }
    }

    /**
     * Skips a string, of which a doubled quote is a part.
     *
     * @return false if it is not known where it ends
     */
    private boolean skipString(char quote, Backslash backslash) {
      boolean escaped = false; // by an odd number of backslashes
      at++;
      while (!isAtEnd()) {
        char c = sql.charAt(at++);
        if (c == quote && escaped && backslash == Backslash.DEPENDS) {
          return false;
        }
        if (c == quote && !(escaped && backslash == Backslash.ESCAPES)) {
          if (isAtEnd() || sql.charAt(at) != quote) {
            return true;
          }
          at++;
        }
        escaped = c == '\\' && !escaped;
      }
      return true;
    }

    /** PostgreSQL's {@code E''}. After a line's end it goes on with the next string's quote. */
    private void escapeString() {
      do {
        skipString('\'', Backslash.ESCAPES);
      } while (goesOn());
      masked.append('?');
    }

    private boolean goesOn() {
      boolean newLine = false;
      int next = at;
      while (next < sql.length()) {
        char c = sql.charAt(next);
        if (sql.startsWith("--", next)) {
          next = endOfLine(next);
        } else if (isSpaceOrControl(c)) {
          newLine |= c == '\n' || c == '\r';
          next++;
        } else {
          break;
        }
      }
      if (!newLine || next >= sql.length() || sql.charAt(next) != '\'') {
        return false;
      }
      at = next;
      return true;
    }

    private void doubleQuoted() {
      switch (lexis) {
        case POSTGRES, STANDARD -> quotedName(after('"'));
        case SQLITE -> {
          int after = after('"');
          if (isQualified(after)) {
            quotedName(after);
          } else {
            literal('"', Backslash.IS_TEXT);
          }
        }
        default -> literal('"', ofStrings());
      }
    }

    /** What has a point beside it is a name; a number has taken its own. */
    private boolean isQualified(int after) {
      boolean pointBefore = masked.length() > 0 && masked.charAt(masked.length() - 1) == '.';
      return pointBefore
          || (after > 0
              && after + 1 < sql.length()
              && sql.charAt(after) == '.'
              && !isDigit(sql.charAt(after + 1)));
    }

    private void bracket() {
      switch (lexis) {
        case SQLITE -> quotedName(sql.indexOf(']', at) + 1);
        case SQLSERVER -> quotedName(after(']'));
        case UNKNOWN -> {
          int end = sql.indexOf(']', at);
          if (end < 0 || dependsOnReader(sql.substring(at + 1, end))) {
            maskRest(); // a name with quotes in it, or an array of strings
          } else {
            copy(at + 1);
          }
        }
        default -> copy(at + 1);
      }
    }

    /** Whether a text would be read differently as code and as a name or a comment. */
    private boolean dependsOnReader(String text) {
      return text.contains("--")
          || text.contains("/*")
          || text.chars().anyMatch(c -> "'\"`#$[".indexOf(c) >= 0);
    }

    /** Returns where a name with doubled quotes in it is over; 0 if it does not end. */
    private int after(char quote) {
      int end = sql.indexOf(quote, at + 1);
      while (end >= 0 && end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
        end = sql.indexOf(quote, end + 2);
      }
      return end + 1;
    }

    private void quotedName(int after) {
      if (after > 0) {
        copy(after);
      } else {
        maskRest();
      }
    }

    private void number() {
      while (!isAtEnd()
          && (sql.charAt(at) == '.' || (sql.charAt(at) != '$' && isPartOfName(sql.charAt(at))))) {
        at++;
      }
      masked.append('?');
    }

    /** A dollar, a tag that may be empty, and a dollar begin a string; or a parameter's number. */
    private void dollar() {
      int next = at + 1;
      while (next < sql.length() && isPartOfName(sql.charAt(next)) && sql.charAt(next) != '$') {
        next++;
      }
      boolean string =
          next < sql.length() && sql.charAt(next) == '$' && !isDigit(sql.charAt(at + 1));
      if (!string) {
        int end = at + 1;
        while (end < sql.length() && isDigit(sql.charAt(end))) {
          end++;
        }
        copy(end);
      } else if (lexis == Lexis.POSTGRES) {
        String quote = sql.substring(at, next + 1);
        int end = sql.indexOf(quote, next + 1);
        at = end < 0 ? sql.length() : end + quote.length();
        masked.append('?');
      } else {
        maskRest();
      }
    }

    /** Copies a name. A string after a prefix such as {@code E} is masked with it. */
    private void name() {
      int began = at;
      int end = at;
      while (end < sql.length() && isPartOfName(sql.charAt(end))) {
        end++;
      }
      String name = sql.substring(began, end);
      char next = end < sql.length() ? sql.charAt(end) : ' ';
      if (next == '\'' && name.equalsIgnoreCase("E") && lexis == Lexis.POSTGRES) {
        at = end;
        escapeString();
      } else if (next == '\'' && name.equalsIgnoreCase("E") && lexis == Lexis.STANDARD) {
        at = end;
        literal('\'', Backslash.DEPENDS);
      } else if (next == '\'' && isQuotingPrefix(name)) {
        maskRest();
      } else if (next == '\'' && name.length() == 1) {
        at = end;
        literal('\'', ofStrings());
      } else if (next == '(' && lexis == Lexis.SQLITE && isVariable(began)) {
        maskRest(); // to the closing parenthesis it is a part of the variable's name, as in Tcl
      } else {
        copy(end);
      }
    }

    /** Oracle's and Firebird's {@code q'[it's]'}, with a delimiter of its own. */
    private boolean isQuotingPrefix(String name) {
      return (lexis == Lexis.STANDARD || lexis == Lexis.UNKNOWN)
          && (name.equalsIgnoreCase("q") || name.equalsIgnoreCase("nq"));
    }

    private boolean isVariable(int began) {
      return sql.charAt(began) == '$' || (began > 0 && ":@".indexOf(sql.charAt(began - 1)) >= 0);
    }

    private void dashes() {
      boolean spaceFollows = at + 2 >= sql.length() || isSpaceOrControl(sql.charAt(at + 2));
      if (spaceFollows || (lexis != Lexis.MYSQL && lexis != Lexis.UNKNOWN)) {
        lineComment();
      } else if (lexis == Lexis.MYSQL) {
        copy(at + 1); // a minus
      } else {
        maskRest();
      }
    }

    private void lineComment() {
      int end = endOfLine(at);
      boolean known = lexis == Lexis.POSTGRES || lexis == Lexis.MYSQL || lexis == Lexis.SQLITE;
      int carriageReturn = known ? -1 : sql.substring(at, end).indexOf('\r');
      if (carriageReturn >= 0 && at + carriageReturn + 1 < end) {
        maskRest(); // it may have ended the comment
      } else {
        at = end;
        space();
      }
    }

    private int endOfLine(int from) {
      int end = from;
      while (end < sql.length()
          && sql.charAt(end) != '\n'
          && !(sql.charAt(end) == '\r' && lexis == Lexis.POSTGRES)) {
        end++;
      }
      return end;
    }

    private void comment() {
      int end = sql.indexOf("*/", at + 2);
      if ((lexis == Lexis.MYSQL || lexis == Lexis.UNKNOWN)
          && (sql.startsWith("!", at + 2) || sql.startsWith("M!", at + 2))) {
        codeOfOneVersion(end);
      } else if (lexis == Lexis.POSTGRES) {
        skipNestedComment();
        space();
      } else if (end >= 0 && mayNest() && sql.substring(at + 2, end + 1).contains("/*")) {
        maskRest();
      } else {
        at = end < 0 ? sql.length() : end + 2;
        space();
      }
    }

    private boolean mayNest() {
      return lexis != Lexis.MYSQL && lexis != Lexis.SQLITE;
    }

    /** It is code for a server that is new enough, and a comment for the others. */
    private void codeOfOneVersion(int end) {
      if (end < 0 || dependsOnReader(sql.substring(at + 2, end))) {
        maskRest();
      } else {
        masked.append("/*!?*/");
        at = end + 2;
      }
    }

    private void skipNestedComment() {
      int depth = 0;
      do {
        if (startsWith("/*")) {
          depth++;
          at += 2;
        } else if (startsWith("*/")) {
          depth--;
          at += 2;
        } else {
          at++;
        }
      } while (depth > 0 && !isAtEnd());
    }
  }
}
