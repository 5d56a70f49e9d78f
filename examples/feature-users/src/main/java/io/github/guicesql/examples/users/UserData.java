package io.github.guicesql.examples.users;

import io.github.guicesql.examples.users.InvalidUserException.Problem;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A user's data as entered by a person, validated.
 *
 * <p>The e-mail address is normalized (lower case, composed characters) here and not by the
 * database: whether {@code Ada@x.org} and {@code ada@x.org} are equal there depends on the
 * collation, and each database has another default. The lengths are checked here, too, since SQLite
 * ignores those of a column.
 */
public record UserData(String email, String name) {

  static final int MAX_EMAIL = 254;
  static final int MAX_NAME = 200;

  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

  /**
   * Trims, normalizes and validates both values.
   *
   * @throws InvalidUserException with all problems
   */
  public UserData {
    email = composed(email).toLowerCase(Locale.ROOT);
    name = composed(name);
    List<Problem> problems = new ArrayList<>();
    check("email", email, MAX_EMAIL, problems);
    check("name", name, MAX_NAME, problems);
    if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
      problems.add(new Problem("email", "is not an e-mail address"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidUserException(problems);
    }
  }

  private static String composed(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
  }

  private static void check(String field, String text, int max, List<Problem> problems) {
    if (text.isEmpty()) {
      problems.add(new Problem(field, "is required"));
    }
    if (text.codePointCount(0, text.length()) > max) {
      problems.add(new Problem(field, "is longer than " + max + " characters"));
    }
    if (text.codePoints().anyMatch(UserData::notStorable)) {
      problems.add(new Problem(field, "contains a control character or half a character"));
    }
  }

  /**
   * Returns whether a character cannot be stored: PostgreSQL stores no NUL, and no database half a
   * surrogate pair.
   */
  private static boolean notStorable(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }
}
