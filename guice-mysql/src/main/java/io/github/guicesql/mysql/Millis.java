package io.github.guicesql.mysql;

import java.util.Properties;

/** Sets the drivers' timeouts, which are milliseconds in an int; zero means none. */
final class Millis {

  private Millis() {}

  static int of(Properties properties, String name) {
    return Integer.parseInt(properties.getProperty(name, "0"));
  }

  /** Reduces the timeout to the limit if it is longer. */
  static void limit(Properties properties, String name, int seconds) {
    int wanted = of(properties, name);
    long limit = Math.min(seconds * 1000L, Integer.MAX_VALUE);
    properties.setProperty(name, String.valueOf(wanted <= 0 ? limit : Math.min(wanted, limit)));
  }
}
