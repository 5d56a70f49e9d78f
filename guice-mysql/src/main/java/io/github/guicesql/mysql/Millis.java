package io.github.guicesql.mysql;

import java.util.Properties;

/** The drivers' timeouts: milliseconds in an int, of which zero is none. */
final class Millis {

  private Millis() {}

  static int of(Properties properties, String name) {
    return Integer.parseInt(properties.getProperty(name, "0"));
  }

  /** Makes the timeout no longer than the limit. */
  static void limit(Properties properties, String name, int seconds) {
    int wanted = of(properties, name);
    long limit = Math.min(seconds * 1000L, Integer.MAX_VALUE);
    properties.setProperty(name, String.valueOf(wanted <= 0 ? limit : Math.min(wanted, limit)));
  }
}
