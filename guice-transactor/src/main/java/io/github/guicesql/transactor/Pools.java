package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.Dialect;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where transactions run.
 *
 * @param database the contract's data source
 * @param reader where read-only transactions run; null if they run where the others do
 * @param dialect the contract's dialect
 */
record Pools(DataSource database, @Nullable DataSource reader, Dialect dialect) {

  /**
   * Returns whether a transaction runs on the reader. A standby of PostgreSQL has no serializable
   * transactions, so that the database runs those.
   */
  boolean isByReader(TransactionOptions options) {
    return reader != null
        && options.isReadOnly()
        && !(dialect.equals(Dialect.POSTGRES)
            && options.isolation().filter(Isolation.SERIALIZABLE::equals).isPresent());
  }

  /** The data source from which a transaction gets its connection. */
  DataSource of(boolean byReader) {
    return byReader && reader != null ? reader : database;
  }
}
