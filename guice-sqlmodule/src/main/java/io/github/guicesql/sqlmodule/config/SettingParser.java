package io.github.guicesql.sqlmodule.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Turns a setting's text into its value. The text is never blank and has no white space round it.
 *
 * <p>The parsers here are thread-safe; others must be.
 */
@FunctionalInterface
public interface SettingParser<T> {

  /**
   * Parses.
   *
   * @throws InvalidValueException if the text is not a value of this setting
   */
  T parse(String text) throws InvalidValueException;

  /** Any text. */
  static SettingParser<String> text() {
    return text -> text;
  }

  /** A whole number from {@code min} to {@code max}. */
  static SettingParser<Integer> integer(int min, int max) {
    return text -> {
      String remedy = "Write a whole number from " + min + " to " + max + ".";
      try {
        int number = Integer.parseInt(text);
        if (number >= min && number <= max) {
          return number;
        }
        throw new InvalidValueException("It is out of range.", remedy);
      } catch (NumberFormatException e) {
        boolean tooLong = text.matches("[+-]?[0-9]+");
        throw new InvalidValueException(
            tooLong ? "It is out of range." : "It is not a whole number.", remedy);
      }
    };
  }

  /**
   * A length of time, in Go's form ({@code 30s}, {@code 1h30m}, {@code 250ms}) or in ISO 8601's
   * ({@code PT30S}); {@code 0} needs no unit. At most {@code max}, and at least {@code min} or
   * zero.
   */
  static SettingParser<Duration> duration(Duration min, Duration max) {
    return text -> DurationText.parse(text, min, max);
  }

  /** One of some words, in either case; the value is as written in {@code words}. */
  static SettingParser<String> oneOf(String... words) {
    List<String> known = List.of(words);
    return text ->
        known.stream()
            .filter(word -> word.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidValueException(
                        "It is not a known value.",
                        "Write one of " + String.join(", ", known) + "."));
  }
}
