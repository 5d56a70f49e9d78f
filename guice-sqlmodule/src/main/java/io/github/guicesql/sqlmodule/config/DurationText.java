package io.github.guicesql.sqlmodule.config;

import java.time.Duration;

/** Formats durations. Apart from {@link DurationParser}, since most starts only format them. */
final class DurationText {

  private DurationText() {}

  /** Returns the shortest text that {@link DurationParser} reads back as the same duration. */
  static String format(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    int nanos = duration.toNanosPart();
    if (nanos != 0) {
      return nanos % 1_000_000 == 0 ? duration.toMillis() + "ms" : duration.toNanos() + "ns";
    }
    long seconds = duration.toSeconds();
    return (seconds >= 3600 ? seconds / 3600 + "h" : "")
        + (seconds % 3600 >= 60 ? seconds % 3600 / 60 + "m" : "")
        + (seconds % 60 > 0 ? seconds % 60 + "s" : "");
  }
}
