package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explains a parameter name that a form does not have. The name may belong to another driver or
 * language, be misspelled, or be the rest of a password.
 */
public final class ForeignNames {

  /**
   * A set of names with the same meaning.
   *
   * @param write what to write here instead
   */
  public record Row(String write, List<String> names) {

    /** Creates a row of a table. */
    public static Row of(String write, String... names) {
      return new Row(write, List.of(names));
    }
  }

  private final String whose;
  private final String leaveOut;
  private final Map<String, String> cures;

  /**
   * Creates a table.
   *
   * @param whose what the parameters of the form are called, such as {@code a keyword of libpq}
   * @param leaveOut the advice for an unknown name
   */
  public ForeignNames(String whose, String leaveOut, Row... rows) {
    this.whose = whose;
    this.leaveOut = leaveOut;
    Map<String, String> byName = new HashMap<>();
    for (Row row : rows) {
      row.names().forEach(name -> byName.put(plain(name), row.write()));
    }
    this.cures = Map.copyOf(byName);
  }

  /** Returns a table with the same advice and more, for another form of the same engine. */
  public ForeignNames with(String otherWhose, String otherLeaveOut, Row... more) {
    ForeignNames others = new ForeignNames(otherWhose, otherLeaveOut, more);
    Map<String, String> all = new HashMap<>(cures);
    all.putAll(others.cures);
    return new ForeignNames(otherWhose, otherLeaveOut, all);
  }

  private ForeignNames(String whose, String leaveOut, Map<String, String> cures) {
    this.whose = whose;
    this.leaveOut = leaveOut;
    this.cures = Map.copyOf(cures);
  }

  /**
   * Refuses a parameter. Its name is quoted if it cannot be the rest of a password, or is a known
   * name or nearly one.
   *
   * @param known the names that the form has
   */
  public void refuse(Parameter parameter, Collection<String> known, Problems problems) {
    String name = parameter.name();
    @Nullable String cure = cures.get(plain(name));
    if (cure == null) {
      @Nullable String nearest = nearest(name, known, parameter.quotable() ? 4 : 1);
      if (nearest != null) {
        cure =
            "write " + nearest + (same(name, nearest) ? "" : " if that is meant, or leave it out");
      }
    }
    if (cure != null) {
      problems.add(parameter, "is not " + whose, cure);
    } else if (parameter.quotable()) {
      problems.add(parameter, "is not " + whose, leaveOut);
    } else {
      problems.add(
          parameter.position(),
          "an unknown parameter, which may be the rest of a password and is not shown",
          "write the password into a key of its own, which ends in PASSWORD or PASSWORD_FILE: then"
              + " the name is shown. Or write %26 for an '&' and %40 for an '@' in the password, or"
              + " "
              + leaveOut);
    }
  }

  /** Returns the candidate of which the name is probably a misspelling, or null. */
  public static @Nullable String nearest(String name, Collection<String> candidates) {
    return nearest(name, candidates, 4);
  }

  /**
   * Returns the candidate from which the name differs by one slip (a letter too many, too few,
   * wrong, or swapped with the next one) or in punctuation, or null.
   */
  public static @Nullable String slipOf(String name, Collection<String> candidates) {
    return nearest(name, candidates, 1);
  }

  /** Returns the candidate of which the name is a misspelling, or null. */
  private static @Nullable String nearest(
      String name, Collection<String> candidates, int farthest) {
    String nearest = null;
    int least = 1 + Math.min(farthest, Math.min(3, name.length() / 3));
    for (String candidate : candidates) {
      int distance = distance(plain(name), plain(candidate));
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Returns whether the table has advice for that name. */
  public boolean knows(String name) {
    return cures.containsKey(plain(name));
  }

  /** Returns whether two names differ only in case and punctuation. */
  public static boolean same(String one, String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
  }

  /** Returns the Levenshtein distance, with two letters that are swapped as one step. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], 1 + beforeLast[j - 2]);
        }
      }
    }
    return row[b.length()];
  }
}
