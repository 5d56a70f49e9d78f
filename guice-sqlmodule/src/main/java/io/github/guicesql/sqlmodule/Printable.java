package io.github.guicesql.sqlmodule;

import java.util.regex.Pattern;

/** Makes a user's value fit for one line of a message. */
final class Printable {

  private static final int MAX_LENGTH = 120;

  /** For a secret where none is expected, such as in a path's query. */
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)\\b(\\w*(?:passw(?:or)?d|pwd|secret|key)\\w*)=[^&;\\s]*");

  private Printable() {}

  static String masked(String text) {
    return shortened(CREDENTIAL.matcher(text).replaceAll("$1=***"));
  }

  static String shortened(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < MAX_LENGTH; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c);
    }
    return text.length() > MAX_LENGTH ? line + "…" : line.toString();
  }
}
