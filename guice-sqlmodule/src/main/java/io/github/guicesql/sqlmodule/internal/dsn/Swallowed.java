package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Detects names that contain the rest of a mistyped string. If the '?' is missing, a database's
 * name ends in {@code &password=...}, and that name appears in errors, logs and the server.
 */
public final class Swallowed {
  private static final Pattern LOGIN =
      Pattern.compile(
          "(?i)(^|[;&?,\\s\"'])\\s*(user(name|[ _]?id)?|uid|pass(word|wd|phrase)?|pwd)\\s*=");

  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "\\$\\{[A-Za-z_][\\w.:-]*}|\\{\\{.*}}|<[A-Za-z][\\w -]*>|\\[[A-Z][A-Z _-]*]"
              + "|\\{[a-z_]+}");

  private Swallowed() {}

  /**
   * Refuses a database whose name contains a character that ends or begins another part. An encoded
   * character, or one within single quotes, is intended.
   *
   * @param separators what to write between the parameters of this form
   */
  public static void refuseInDatabase(Parameter database, String separators, Problems problems) {
    String written = database.written();
    boolean quoted = written.startsWith("'");
    for (int i = 0; i < written.length() && !quoted; i++) {
      String cure = cure(written.charAt(i), separators);
      if (cure != null) {
        problems.add(database.start() + i, describe(written.charAt(i)), cure);
        return;
      }
    }
    if (database.value().indexOf('=') >= 0) {
      problems.add(database, "holds a '=', as if it had taken in what follows", separators);
    }
    refusePlaceholder(database, problems);
  }

  private static String describe(char character) {
    if (Pasted.isInvisible(character)) {
      return "a character that cannot be seen, in the database's name";
    }
    return Character.isISOControl(character)
        ? "a line end or tab in the database's name"
        : "a '" + character + "' in the database's name";
  }

  private static @Nullable String cure(char character, String separators) {
    return switch (character) {
      case '&', ';', '=', '?' -> separators;
      case ',' -> "leave it out; " + separators;
      case ':' -> "write the port after the host, as in host:port/database";
      case '#', '@' -> EncodedText.ENCODE;
      default ->
          Pasted.isInvisible(character)
                  || Pasted.isQuote(character)
                  || Character.isISOControl(character)
              ? "leave it out"
              : null;
    };
  }

  /** Refuses a value, other than a password, that contains a user or a password. */
  public static void refuse(Parameter parameter, String separators, Problems problems) {
    if (LOGIN.matcher(parameter.value()).find()) {
      problems.add(parameter, "has taken in a user or a password that follows it", separators);
    } else if (parameter.value().chars().anyMatch(Pasted::isInvisible)) {
      problems.add(parameter, "has a character that cannot be seen", "delete it");
    }
  }

  /** Refuses a value that is still the placeholder of a vendor or a template. */
  public static void refusePlaceholder(Parameter parameter, Problems problems) {
    if (isPlaceholder(parameter.value())) {
      problems.add(
          parameter,
          "is a placeholder that nobody has replaced",
          "write the value itself; nothing is expanded here");
    }
  }

  /** Returns whether a value is still the placeholder of a vendor or a template. */
  public static boolean isPlaceholder(String value) {
    return PLACEHOLDER.matcher(value).matches();
  }
}
