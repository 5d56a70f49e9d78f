package io.github.guicesql.sqlmodule.internal.redaction;

import java.util.regex.Pattern;

/** Redacts a user's value and shortens it to one line of a message. */
public final class Redaction {

  private static final int MAX_LENGTH = 120;

  private Redaction() {}

  /** Redacts a value. */
  public static String masked(String text) {
    return shortened(isSuspicious(text) ? Secrets.masked(text, false) : text, MAX_LENGTH);
  }

  /** Redacts a message, in which an address that has lost its scheme has no blanks. */
  public static String masked(String message, int maxLength) {
    return shortened(isSuspicious(message) ? Secrets.masked(message, true) : message, maxLength);
  }

  /** Returns whether a value has a secret in it that would be masked. */
  public static boolean hasSecret(String text) {
    return isSuspicious(text) && !Secrets.masked(text, false).equals(text);
  }

  /** Each pattern needs one of these characters, and most values, such as a path, have none. */
  private static boolean isSuspicious(String text) {
    return text.indexOf(':') >= 0 || text.indexOf('=') >= 0 || text.indexOf('\'') >= 0;
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

    /** MySQL and MariaDB say whether a login had a password: {@code (using password: YES)}. */
    private static final String SAID = "(?!(?<=\\(using )password: (?:YES|NO)\\))";

    /**
     * Matches what is in quotation marks; a doubled one, or one after a backslash, ends nothing.
     */
    private static final String QUOTED = "'[^'\\\\]*+(?:(?:\\\\.|'')[^'\\\\]*+)*+'?";

    private static final Pattern ASSIGNED =
        Pattern.compile(
            "(?i)"
                + SAID
                + "((?:(?<![\\w-])(?:[\\w-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access)[-_]?key)[\\w-]*+"
                + "|(?:[\\w-]*[_-])?pass)|\\b(?:_pragma)?_?(?:hex|text|re)?key)"
                + "(?:[\"']\\s*[=:]>?\\s*(?=[\"'\\d])|\\s*[=:]>?\\s*)"
                + "|\\b_pragma=(?:hex|text|re)?key\\s*(?:\\(|%28))"
                + "(?:\\{[^}]*}?[^&;\\s]*|n?"
                + QUOTED
                + "|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"?|[^&;\\s]+)");

    /** Matches a secret in an SQL statement, such as {@code alter role app password 'secret'}. */
    private static final Pattern IN_SQL =
        Pattern.compile(
            "(?i)\\b(\\w*(?:password|secret|(?:api|access|encryption)_key)\\s+(?:to\\s+)?"
                + "|\\w*token\\s+to\\s+|identified\\s+(?:with\\s+\\w+\\s+)?(?:by|as)\\s+"
                + "|\\bpassword\\s*\\(\\s*)[enu&]*"
                + QUOTED);

    private static final Pattern IN_URL = Pattern.compile("(?s)(://[^:]*:).*@");

    /** Matches the host in Go's form, and in a URI that has lost its scheme. */
    private static final String HOST = "@(?=\\w*\\(|/|[\\w.-]+(?::\\d+)?/)";

    /** Matches a login before such a host; a file's URI or a drive's letter is none. */
    private static final Pattern WITHOUT_SCHEME =
        Pattern.compile("(?is)^((?!file:|jdbc:sqlite:|[a-z]:[/\\\\])[^:]*:).*" + HOST);

    private static final Pattern WITHOUT_BLANKS = Pattern.compile("^([^:\\s]*:)\\S*" + HOST);

    static String masked(String text, boolean message) {
      String masked = ASSIGNED.matcher(text).replaceAll("$1***");
      masked = IN_SQL.matcher(masked).replaceAll("$1***");
      masked = IN_URL.matcher(masked).replaceAll("$1***@");
      return (message ? WITHOUT_BLANKS : WITHOUT_SCHEME).matcher(masked).replaceAll("$1***@");
    }
  }
}
