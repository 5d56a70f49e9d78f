package io.github.guicesql.sqlite;

import java.util.Locale;
import java.util.Set;

/**
 * Reads SQL token by token as SQLite does: comments, literals and quoted names are never taken for
 * words. It reads no further than it is asked to.
 */
final class SqlScanner {

  enum Token {
    /** A keyword or a name. */
    WORD,
    QUOTED_NAME,
    /** A literal, a parameter or a single character. */
    OTHER,
    SEMICOLON,
    END
  }

  private final String sql;
  private Token token = Token.SEMICOLON;
  private int start;
  private int end;
  private boolean inTrigger;

  SqlScanner(String sql) {
    this.sql = sql;
    if (sql.startsWith("\uFEFF")) {
      end = 1;
    }
  }

  /** Goes to the first token of the next statement, if there is one. */
  boolean nextStatement() {
    while (isWithinStatement()) {
      next();
    }
    while (token == Token.SEMICOLON) {
      next();
    }
    inTrigger = false;
    return token != Token.END;
  }

  /** The statement creates a trigger: it has statements in it, and ends with {@code END}. */
  void expectTriggerBody() {
    inTrigger = true;
  }

  boolean isWithinStatement() {
    return token != Token.SEMICOLON && token != Token.END;
  }

  Token token() {
    return token;
  }

  /** The word in upper case, or nothing if it is no word. */
  String word() {
    return token == Token.WORD ? text() : "";
  }

  /** The word or the quoted name in upper case, or nothing if it is neither. */
  String name() {
    if (token != Token.QUOTED_NAME) {
      return word();
    }
    return end - start < 2 ? "" : sql.substring(start + 1, end - 1).toUpperCase(Locale.ROOT);
  }

  private String text() {
    return sql.substring(start, end).toUpperCase(Locale.ROOT);
  }

  boolean is(char c) {
    return token == Token.OTHER && end == start + 1 && sql.charAt(start) == c;
  }

  /**
   * Reads past these words to a name, and to the one behind the dot if it has a schema.
   *
   * @return the schema in upper case, or nothing
   */
  String schemaBehind(Set<String> words) {
    while (words.contains(word())) {
      next();
    }
    String schema = name();
    int nameStart = start;
    int nameEnd = end;
    Token name = token;
    if (schema.isEmpty()) {
      return "";
    }
    next();
    if (is('.')) {
      next();
      return schema;
    }
    // Back to the name, which had no schema.
    token = name;
    start = nameStart;
    end = nameEnd;
    return "";
  }

  void next() {
    advance();
    if (inTrigger && token == Token.SEMICOLON) {
      advance();
      if (token == Token.WORD && text().equals("END")) {
        int afterEnd = end;
        advance();
        if (isWithinStatement()) { // the name of a column, not the end
          end = afterEnd;
          token = Token.WORD;
        }
      }
    }
  }

  private void advance() {
    start = skipBlanks(end);
    if (start >= sql.length() || sql.charAt(start) == '\0') { // where a text ends for SQLite
      start = sql.length();
      end = start;
      token = Token.END;
      return;
    }
    char c = sql.charAt(start);
    switch (c) {
      case ';' -> token(Token.SEMICOLON, start + 1);
      case '\'' -> token(Token.OTHER, behindQuote('\''));
      case '"', '`' -> token(Token.QUOTED_NAME, behindQuote(c));
      case '[' -> token(Token.QUOTED_NAME, behind("]", start + 1));
      case '?', ':', '@', '$', '#' -> token(Token.OTHER, behindWord(start + 1));
      default -> {
        if (Character.isDigit(c)) {
          token(Token.OTHER, behindWord(start + 1));
        } else if (isWordPart(c)) {
          token(Token.WORD, behindWord(start + 1));
        } else {
          token(Token.OTHER, start + 1);
        }
      }
    }
  }

  private void token(Token token, int end) {
    this.token = token;
    this.end = end;
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < sql.length()) {
      if (sql.startsWith("--", at)) {
        at = behind("\n", at);
      } else if (sql.startsWith("/*", at)) {
        at = behind("*/", at + 2);
      } else if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private int behind(String mark, int from) {
    int at = sql.indexOf(mark, from);
    return at < 0 ? sql.length() : at + mark.length();
  }

  /** A quote within the quotes is written twice. */
  private int behindQuote(char quote) {
    int at = start + 1;
    while (at < sql.length()) {
      if (sql.charAt(at) == quote) {
        if (at + 1 == sql.length() || sql.charAt(at + 1) != quote) {
          return at + 1;
        }
        at++;
      }
      at++;
    }
    return at;
  }

  private int behindWord(int from) {
    int at = from;
    while (at < sql.length() && isWordPart(sql.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
  }
}
