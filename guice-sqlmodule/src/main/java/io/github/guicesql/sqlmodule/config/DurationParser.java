package io.github.guicesql.sqlmodule.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses durations: the syntax of Go's {@code time.ParseDuration}, or ISO 8601 as {@link
 * Duration#parse} reads it.
 */
final class DurationParser {

  private static final String FORM = "a duration such as 30s, 250ms, 1h30m or PT30S.";

  private static final Pattern PART = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([^0-9.]+)");
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final Map<String, Long> NANOS_PER_UNIT =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00b5s", 1_000L, // micro sign
          "\u03bcs", 1_000L, // Greek mu, which Go accepts, too
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private DurationParser() {}

  static Duration parse(String text, Duration min, Duration max) throws InvalidValueException {
    String remedy = "Write " + range(min, max) + FORM;
    Duration duration = parse(text, remedy);
    if (duration.isNegative()) {
      throw new InvalidValueException("It is negative.", remedy);
    }
    if (duration.compareTo(max) > 0) {
      throw new InvalidValueException("It is too long.", remedy);
    }
    if (!duration.isZero() && duration.compareTo(min) < 0) {
      throw new InvalidValueException("It is too short.", remedy);
    }
    return duration;
  }

  private static String range(Duration min, Duration max) {
    return "0, or from "
        + DurationText.format(min.isZero() ? Duration.ofNanos(1) : min)
        + " to "
        + DurationText.format(max)
        + ", as ";
  }

  private static Duration parse(String text, String remedy) throws InvalidValueException {
    if (text.matches("[+-]?[Pp].*")) {
      try {
        return Duration.parse(text);
      } catch (DateTimeException e) {
        throw new InvalidValueException("It is not an ISO 8601 duration.", remedy);
      }
    }
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    if (digits.equals("0")) {
      return Duration.ZERO;
    }
    if (digits.matches("[0-9]+\\.?[0-9]*|\\.[0-9]+")) {
      throw new InvalidValueException("It has no unit.", remedy);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    for (Matcher part = PART.matcher(digits); end < digits.length(); end = part.end()) {
      if (!part.find(end) || part.start() != end) {
        throw new InvalidValueException("It is not a duration.", remedy);
      }
      Long unit = NANOS_PER_UNIT.get(part.group(2));
      if (unit == null) {
        throw new InvalidValueException("It has a unit other than ns, us, ms, s, m and h.", remedy);
      }
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
    }
    if (end == 0) {
      throw new InvalidValueException("It is not a duration.", remedy);
    }
    BigDecimal whole = nanos.setScale(0, RoundingMode.DOWN);
    if (whole.compareTo(LONGEST) > 0) {
      throw new InvalidValueException("It is too long.", remedy);
    }
    Duration duration = Duration.ofNanos(whole.longValueExact());
    return negative ? duration.negated() : duration;
  }
}
