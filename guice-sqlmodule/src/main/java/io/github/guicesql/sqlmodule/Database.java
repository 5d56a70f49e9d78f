package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.config.EffectiveValue;
import java.util.List;

/**
 * A database that a module has installed: what it is, and in what state. Asking for any of it
 * builds nothing and opens nothing. Thread-safe.
 */
public interface Database {

  /** How far a database has come. */
  enum State {
    /** Installed; nobody has injected it. */
    DECLARED,
    /** Injected: its configuration is read and the pool object exists. No connection is open. */
    BUILT,
    /** The first connection was opened. */
    STARTED,
    /** Closed; its data source refuses borrowers. */
    CLOSED
  }

  /** The tokens, and with them the name, that it is injected by. */
  SqlTokens tokens();

  /** The SQL that it speaks. */
  Dialect dialect();

  /** The module that provides it, such as {@code "sqlite"}. */
  String driver();

  /** Where its configuration comes from, for people; never a value. */
  String source();

  /** Its state at the moment. */
  State state();

  /** The pool's name, which logs, errors and metrics call it by; the token until it is built. */
  String poolName();

  /** The configuration in force, secrets masked; empty until it is built. */
  List<EffectiveValue> values();
}
