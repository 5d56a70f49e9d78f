package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Detects extra text that was pasted with a connection string from a file or a shell. */
public final class Pasted {
  private static final String QUOTES = "\"'`\u2018\u2019\u201c\u201d";

  private static final Pattern COMMAND =
      Pattern.compile("(psql|pgcli|pg_dump|usql|mysql|mysqlsh|mariadb|mycli)\\s");

  /** An assignment, such as {@code DATABASE_URL=}, {@code export MYSQL_DSN=} or {@code url: }. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)(?:(?:export|set|env)\\s+)?[\\w.-]*(?:dsn|ur[li]|connection)[\\w.-]*"
              + "(?:\\s*=\\s*|:\\s+)");

  /** The beginning of a .NET connection string, such as {@code Server=h;Database=d;User Id=u}. */
  private static final Pattern SEMICOLONS = Pattern.compile("[A-Z][A-Za-z ]*=[^;]*;");

  private Pasted() {}

  /**
   * Refuses a text that does not begin like a connection string, and names the extra text before
   * it.
   *
   * @param forms the forms to write instead
   */
  public static void refuse(String text, String forms) throws InvalidValueException {
    if (text.isEmpty()) {
      return;
    }
    if (isInvisible(text.charAt(0))) {
      throw Problems.at(
          0,
          "a character that cannot be seen, such as a byte order mark",
          "delete it; the string begins after it");
    }
    if (QUOTES.indexOf(text.charAt(0)) >= 0) {
      throw Problems.at(
          0,
          "a quotation mark before the connection string",
          "leave out the quotation marks round it, which are for a shell");
    }
    if (COMMAND.matcher(text).lookingAt()) {
      throw Problems.at(
          0,
          "a shell's command before the connection string",
          "leave the command out, and the quotation marks");
    }
    Matcher assignment = ASSIGNMENT.matcher(text);
    if (assignment.lookingAt()) {
      throw Problems.at(
          0,
          "the name of a variable before the connection string",
          "leave out what is before position "
              + (assignment.end() + 1)
              + ", and quotation marks if there are any");
    }
    if (SEMICOLONS.matcher(text).lookingAt()) {
      throw Problems.at(
          text.indexOf(';'), "a ';' between parameters, as .NET's connection strings have", forms);
    }
  }

  /** Returns whether editors show nothing for the character. */
  static boolean isInvisible(int character) {
    return Character.getType(character) == Character.FORMAT;
  }

  static boolean isQuote(int character) {
    return QUOTES.indexOf(character) >= 0;
  }
}
