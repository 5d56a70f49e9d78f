package io.github.guicesql.sqlmodule;

import java.util.function.LongSupplier;

/**
 * A figure of a database that its driver keeps anyway and that can be read at any time, such as the
 * hits of a statement cache. Reading it costs little, and not reading it nothing.
 *
 * @param name the name in lower case, with dots between words, such as {@code
 *     "statement.cache.hits"}
 * @param kind whether it only grows
 * @param description what it counts, for people
 * @param value reads it; thread-safe, and does not block
 */
public record Statistic(String name, Kind kind, String description, LongSupplier value) {

  /** How a figure changes. */
  public enum Kind {
    /** It counts events since the data source was built. */
    COUNTER,
    /** It is an amount at the moment. */
    GAUGE
  }

  /** Creates a figure that counts events. */
  public static Statistic counter(String name, String description, LongSupplier value) {
    return new Statistic(name, Kind.COUNTER, description, value);
  }

  /** Creates a figure that is an amount. */
  public static Statistic gauge(String name, String description, LongSupplier value) {
    return new Statistic(name, Kind.GAUGE, description, value);
  }
}
