package io.github.guicesql.sqlmodule.internal.redaction;

import java.util.regex.Pattern;

/** Redacts a user's value and shortens it to one line of a message. */
public final class Redaction {

  private static final int MAX_LENGTH = 120;

  private Redaction() {}

  public static String masked(String text) {
    return masked(text, MAX_LENGTH);
  }

  /** Masks, and shortens to another length than that of a quoted value. */
  public static String masked(String text, int maxLength) {
    // Each pattern has one of the two characters, and most values, such as a path, have neither.
    boolean suspicious = text.indexOf(':') >= 0 || text.indexOf('=') >= 0;
    return shortened(suspicious ? Secrets.masked(text) : text, maxLength);
  }

  /** Returns whether a text has a secret in it that would be masked. */
  public static boolean hasSecret(String text) {
    return !Secrets.masked(text).equals(text);
  }

  public static String shortened(String text) {
    return shortened(text, MAX_LENGTH);
  }

  private static String shortened(String text, int maxLength) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < maxLength; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c);
    }
    return text.length() > maxLength ? line + "…" : line.toString();
  }

  /**
   * Matches secrets where none is expected, such as in a whole DSN that was given as a file's path.
   * It errs on the side of redacting too much: a password may contain any character except those
   * that end it. They are compiled only when a text could match.
   */
  private static final class Secrets {

    private static final Pattern ASSIGNED =
        Pattern.compile(
            "(?i)(\\b(?:[\\w-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access)[-_]?key)[\\w-]*"
                + "|pass|_?(?:hex|text|re)?key)\\s*[=:]\\s*)"
                + "(?:\\{[^}]*}?|'[^'\\\\]*(?:\\\\.[^'\\\\]*)*'?|\"[^\"\\\\]*(?:\\\\.[^\"\\\\]*)*\"?|[^&;\\s]+)");

    private static final Pattern IN_URL = Pattern.compile("(?s)(://[^:]*:).*@");

    /** Matches Go's form, and a URI that has lost its scheme. */
    private static final Pattern WITHOUT_SCHEME =
        Pattern.compile("(?s)^([^:]*:).*@(?=\\w*\\(|/|[\\w.-]+(?::\\d+)?/)");

    static String masked(String text) {
      String masked = ASSIGNED.matcher(text).replaceAll("$1***");
      masked = IN_URL.matcher(masked).replaceAll("$1***@");
      return WITHOUT_SCHEME.matcher(masked).replaceAll("$1***@");
    }
  }
}
