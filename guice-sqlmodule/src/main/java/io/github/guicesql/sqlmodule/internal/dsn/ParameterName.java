package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.regex.Pattern;

/**
 * Distinguishes a parameter's name from the rest of a password. A password with an unescaped
 * '&amp;' or blank makes its end look like a name, which an error must not quote.
 */
final class ParameterName {
  private static final Pattern POSSIBLE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  /**
   * Words as people write them: {@code statement_timeout}, {@code password2}, {@code
   * allowMultiQueries}, {@code useSSL}, {@code PGUSER}. Digits between letters, and upper and lower
   * case in turns, are what a generated password has.
   */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?=.{3})("
              + "[a-z]+[0-9]{0,2}([_.-][a-z]+[0-9]{0,2})*"
              + "|[A-Z]?[a-z]{2,}([A-Z][a-z]{2,})*([A-Z]{2,4})?"
              + "|[A-Z]{2,}(_[A-Z]+)*)");

  private ParameterName() {}

  /** Returns whether the text can be a name, if it is certain that no password precedes it. */
  static boolean isPossible(String text) {
    return POSSIBLE.matcher(text).matches();
  }

  /** Returns whether the text is a name even though a password precedes it. */
  static boolean isCertain(String text) {
    return WORDS.matcher(text).matches();
  }
}
