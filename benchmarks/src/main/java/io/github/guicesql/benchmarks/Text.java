package io.github.guicesql.benchmarks;

import java.util.Locale;

/** Numbers for people. */
final class Text {

  private Text() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  /** Two digits, and small ones as fractions: 0.02 is 1/50. */
  static String ratio(double ratio) {
    if (ratio < 0.5) {
      return "1/" + Math.round(1 / ratio);
    }
    return String.format(Locale.ROOT, ratio < 9.95 ? "%.1f" : "%.0f", ratio);
  }

  static String millis(double nanos) {
    double millis = nanos / 1e6;
    return String.format(
        Locale.ROOT, millis < 1 ? "%.3f" : millis < 100 ? "%.1f" : "%,.0f", millis);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.2g%%" : "%.0f%%", share * 100);
  }
}
