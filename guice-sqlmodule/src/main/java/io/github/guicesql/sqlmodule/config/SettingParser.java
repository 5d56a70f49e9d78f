package io.github.guicesql.sqlmodule.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Parses the text of a setting. The text is never blank and, unless the setting is {@linkplain
 * Setting#verbatim verbatim}, has no leading or trailing white space.
 *
 * <p>The parsers here are thread-safe; other implementations must be, too.
 */
@FunctionalInterface
public interface SettingParser<T> {

  /**
   * Parses the text.
   *
   * @throws InvalidValueException if the text is not a value of this setting
   */
  T parse(String text) throws InvalidValueException;

  /**
   * Parses the text of a setting that another one completes, where that one is set, too. What is
   * wrong with the text alone, but not with both, must not be refused.
   *
   * @param completion the other text, which may be invalid: that is reported for its own setting
   * @throws InvalidValueException if the text is not a value of this setting
   */
  default T parse(String text, String completion) throws InvalidValueException {
    return parse(text);
  }

  /** A parser that accepts any text. */
  static SettingParser<String> text() {
    return text -> text;
  }

  /** A parser of a file's path. */
  static SettingParser<Path> path() {
    return text -> {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new InvalidValueException("It is not a file's path.", "Write the path of a file.");
      }
    };
  }

  /** A parser of {@code true} and {@code false}, in any case. */
  static SettingParser<Boolean> flag() {
    return text -> oneOf("true", "false").parse(text).equals("true");
  }

  /** A parser of whole numbers from {@code min} to {@code max}. */
  static SettingParser<Integer> integer(int min, int max) {
    return new WholeNumbers(min, max);
  }

  /**
   * A parser of durations in Go's form ({@code 30s}, {@code 1h30m}, {@code 250ms}) or ISO 8601's
   * ({@code PT30S}); {@code 0} needs no unit. A duration must be at most {@code max}, and at least
   * {@code min} or zero.
   */
  static SettingParser<Duration> duration(Duration min, Duration max) {
    return text -> DurationParser.parse(text, min, max);
  }

  /**
   * A parser that accepts one of the given words, ignoring case; the value is spelled as in {@code
   * words}.
   */
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
