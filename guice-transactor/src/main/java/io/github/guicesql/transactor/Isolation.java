package io.github.guicesql.transactor;

import java.sql.Connection;

/** JDBC's levels of isolation, the weakest first. */
public enum Isolation {
  /** Sees what others have not committed yet. */
  READ_UNCOMMITTED(Connection.TRANSACTION_READ_UNCOMMITTED),
  /** Each statement sees what was committed before it. */
  READ_COMMITTED(Connection.TRANSACTION_READ_COMMITTED),
  /** A row that was read stays as it was. */
  REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ),
  /** As if one transaction ran after the other. Such transactions need a {@link Retry}. */
  SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE);

  private final int level;

  Isolation(int level) {
    this.level = level;
  }

  /** The constant of {@link Connection}. */
  int level() {
    return level;
  }
}
