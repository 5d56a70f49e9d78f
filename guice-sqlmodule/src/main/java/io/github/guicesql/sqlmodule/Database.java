package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.config.EffectiveValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A database that a module has installed: its identity, configuration and state. No method here
 * builds the data source or opens a connection. Thread-safe.
 */
public interface Database {

  /** The states that a database passes through. */
  enum State {
    /** The database is installed, and nobody has injected it. */
    DECLARED,
    /**
     * The database was injected: its configuration is read and the pool object exists. No
     * connection is open.
     */
    BUILT,
    /** The first connection was opened. */
    STARTED,
    /** The data source is closed and refuses borrowers. */
    CLOSED
  }

  /** The tokens that the database is injected by; they contain its name. */
  SqlTokens tokens();

  /** The dialect of SQL that the database speaks. */
  Dialect dialect();

  /** The name of the module that provides the database, such as {@code "sqlite"}. */
  String driver();

  /** A description of where the configuration comes from, for people; it never contains a value. */
  String source();

  /** The current state. */
  State state();

  /** The pool's name in logs, errors and metrics; the token until the data source is built. */
  String poolName();

  /** How the pool is used now; empty if it is not started, or none that is known. */
  default Optional<PoolUse> pool() {
    return Optional.empty();
  }

  /**
   * A line for each of several servers with its state, as the monitor knows it, for people; empty
   * if there is one server, or before the first borrow.
   */
  default List<String> servers() {
    return List.of();
  }

  /**
   * What extends the database, for people, in the order in which it is called: listeners, hooks of
   * its pool, decorators of its data source.
   */
  default List<String> extensions() {
    return List.of();
  }

  /**
   * Begins a health check, as described at {@link DatabaseHealth}, which callers should prefer.
   *
   * @param limit how long the answer may take from now on; more than zero
   * @return waits for the answer, until the limit
   * @throws IllegalArgumentException if the limit is not positive
   */
  Supplier<Health> health(Duration limit);

  /** The effective configuration, with secrets masked; empty until the data source is built. */
  List<EffectiveValue> values();

  /**
   * The migrations that run before the first connection is lent, in this order. Guice creates those
   * that modules have contributed by their class, each time unless they are singletons.
   */
  default List<Migration> migrations() {
    return List.of();
  }
}
