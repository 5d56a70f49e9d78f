package io.github.guicesql.benchmarks;

import java.util.Locale;

/** Numbers for people. */
final class Text {

  private Text() {}

  static String count(long number) {
    return format("%,d", number);
  }

  static String count(double number) {
    return format("%,.0f", number);
  }

  static String brief(double number) {
    return format(number < 9.95 ? "%.1f" : "%,.0f", number);
  }

  static String ratio(double ratio) {
    return format(ratio < 0.995 ? "%.2f" : ratio < 9.95 ? "%.1f" : "%.0f", ratio);
  }

  /** A small one as what it was divided by: 0.02 is 1/50. */
  static String fraction(double ratio) {
    return ratio < 0.5 ? "1/" + Math.round(1 / ratio) : ratio(ratio);
  }

  static String millis(double nanos) {
    double millis = nanos / 1e6;
    return format(millis < 1 ? "%.3f" : millis < 100 ? "%.1f" : "%,.0f", millis);
  }

  static String percent(double share) {
    return format(share < 0.1 ? "%.2g%%" : "%.0f%%", share * 100);
  }

  static String threads(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  private static String format(String format, Object number) {
    return String.format(Locale.ROOT, format, number);
  }
}
