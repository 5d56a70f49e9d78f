package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code host=localhost user='an app'} (manual, "Keyword/Value Connection Strings").
 *
 * <p>It refuses one thing that libpq accepts: {@code user= password=x}. libpq skips the blank and
 * takes the whole of {@code password=x} for the user's name, which ends up in logs.
 */
final class LibpqKeyValues {
  private static final Pattern ASSIGNMENT = Pattern.compile("([a-z_]+)\\s*=");

  private final String dsn;
  private final LibpqValues values;
  private int at;

  LibpqKeyValues(String dsn) {
    this.dsn = dsn;
    this.values = new LibpqValues(dsn);
  }

  Map<String, String> parse() throws DsnSyntaxException {
    skipBlanks();
    while (at < dsn.length()) {
      int start = at;
      String name = name();
      String value = value(at);
      values.put(name, value, start, !values.asMap().isEmpty());
      skipBlanks();
    }
    return values.asMap();
  }

  private String name() throws DsnSyntaxException {
    int start = at;
    while (at < dsn.length() && dsn.charAt(at) != '=' && !isBlank(dsn.charAt(at))) {
      at++;
    }
    String name = dsn.substring(start, at);
    skipBlanks();
    if (at == dsn.length() || dsn.charAt(at) != '=') {
      throw new DsnSyntaxException(
          start,
          "a word without '='",
          "keyword=value; a value with blanks goes in single quotes, with \\' for ' and \\\\ for \\");
    }
    at++;
    return name;
  }

  private String value(int afterEquals) throws DsnSyntaxException {
    skipBlanks();
    if (at < dsn.length() && dsn.charAt(at) == '\'') {
      return quoted();
    }
    if (at > afterEquals && startsWithAssignment()) {
      throw new DsnSyntaxException(afterEquals, "no value", "a value, or '' for an empty one");
    }
    StringBuilder value = new StringBuilder();
    while (at < dsn.length() && !isBlank(dsn.charAt(at))) {
      unescape(value);
    }
    return value.toString();
  }

  private String quoted() throws DsnSyntaxException {
    int opening = at++;
    StringBuilder value = new StringBuilder();
    while (at < dsn.length() && dsn.charAt(at) != '\'') {
      unescape(value);
    }
    if (at == dsn.length()) {
      throw new DsnSyntaxException(
          opening,
          "a single quote that is never closed",
          "a closing quote; \\' for one in the value");
    }
    at++;
    return value.toString();
  }

  /** A backslash stands for the character after it; at the very end it stands for nothing. */
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

  /** White space as C has it. */
  private static boolean isBlank(char character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
