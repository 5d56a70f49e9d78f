package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses {@code host=localhost user='an app'} (manual, "Keyword/Value Connection Strings").
 *
 * <p>It refuses one thing that libpq accepts: {@code user= password=x}. libpq skips the blank and
 * takes all of {@code password=x} as the user's name, which ends up in logs.
 */
final class LibpqKeyValues {
  private static final Pattern ASSIGNMENT = Pattern.compile("([a-z_]+)\\s*=");

  private final String dsn;
  private final Parameters values;
  private int at;

  LibpqKeyValues(String dsn) {
    this.dsn = dsn;
    this.values = new Parameters(dsn);
  }

  Parameters parse() throws InvalidValueException {
    skipBlanks();
    while (at < dsn.length()) {
      int start = at;
      String name = name();
      int equals = at - 1;
      String value = value(at);
      int from = equals + 1;
      while (from < at && isBlank(dsn.charAt(from))) {
        from++;
      }
      put(values, name, value, start, from, at, !values.all().isEmpty());
      skipBlanks();
    }
    return values;
  }

  /**
   * Adds a parameter. It translates {@code requiressl} as libpq still does, although the manual no
   * longer mentions it.
   */
  static void put(
      Parameters values,
      String name,
      String value,
      int position,
      int from,
      int to,
      boolean understood) {
    if (name.equals("requiressl")) {
      String mode = value.startsWith("1") ? "require" : "prefer";
      values.put("sslmode", mode, position, from, to, understood);
    } else {
      values.put(name, value, position, from, to, understood);
    }
  }

  private String name() throws InvalidValueException {
    int start = at;
    while (at < dsn.length() && dsn.charAt(at) != '=' && !isBlank(dsn.charAt(at))) {
      at++;
    }
    String name = dsn.substring(start, at);
    skipBlanks();
    if (at == dsn.length() || dsn.charAt(at) != '=') {
      throw Problems.at(
          start,
          "a word without '='",
          "write postgres://user:password@host:5432/database, or keyword=value; a value with blanks"
              + " goes in single quotes, with \\' for ' and \\\\ for \\");
    }
    at++;
    return name;
  }

  private String value(int afterEquals) throws InvalidValueException {
    skipBlanks();
    if (at < dsn.length() && dsn.charAt(at) == '\'') {
      return quoted();
    }
    if (at > afterEquals && startsWithAssignment()) {
      throw Problems.at(afterEquals, "no value", "write a value, or '' for an empty one");
    }
    StringBuilder value = new StringBuilder();
    while (at < dsn.length() && !isBlank(dsn.charAt(at))) {
      unescape(value);
    }
    return value.toString();
  }

  private String quoted() throws InvalidValueException {
    int opening = at++;
    StringBuilder value = new StringBuilder();
    while (at < dsn.length() && dsn.charAt(at) != '\'') {
      unescape(value);
    }
    if (at == dsn.length()) {
      throw Problems.at(
          opening,
          "a single quote that is never closed",
          "write a closing quote; \\' for one in the value");
    }
    at++;
    return value.toString();
  }

  /**
   * Unescapes a character: a backslash stands for the character after it; at the very end it stands
   * for nothing.
   */
  private void unescape(StringBuilder value) {
    if (dsn.charAt(at) == '\\' && ++at == dsn.length()) {
      return;
    }
    value.append(dsn.charAt(at++));
  }

  private boolean startsWithAssignment() {
    Matcher matcher = ASSIGNMENT.matcher(dsn).region(at, dsn.length());
    return matcher.lookingAt() && LibpqKeyword.of(matcher.group(1)) != null;
  }

  private void skipBlanks() {
    while (at < dsn.length() && isBlank(dsn.charAt(at))) {
      at++;
    }
  }

  /** Returns whether the character is white space in C. */
  private static boolean isBlank(char character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
