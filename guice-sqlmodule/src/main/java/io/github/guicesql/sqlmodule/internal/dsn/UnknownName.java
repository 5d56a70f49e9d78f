package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What to say of a parameter name that nobody knows. */
public final class UnknownName {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private UnknownName() {}

  /**
   * Quotes the name only if it cannot be a part of a password.
   *
   * @param known that it is a name which means something elsewhere
   * @param trusted that the text before it was understood and held no secret that may have been cut
   *     short
   */
  public static String describe(
      String dsn, int position, String name, boolean known, boolean trusted) {
    // What follows an unescaped '/' or '?' in a password is read as a parameter, up to its '@'.
    boolean quotable =
        known || (trusted && IDENTIFIER.matcher(name).matches() && dsn.indexOf('@', position) < 0);
    return quotable ? "the unknown parameter " + name : "an unknown parameter";
  }

  /** The candidate that a slip of the hand makes into the name, or null. */
  public static @Nullable String nearest(String name, Collection<String> candidates) {
    String nearest = null;
    int least = 1 + Math.min(3, name.length() / 3);
    for (String candidate : candidates) {
      int distance = distance(plain(name), plain(candidate));
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
