package io.github.guicesql.transactor;

import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Dialect;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Finds out where a second transaction on one thread could only wait for the first one, which waits
 * for the second.
 */
record SelfWait(Pools pools) {

  /** Returns why a transaction inside the given one would wait, if it would. */
  Optional<String> reason(ActiveTransaction outer, TransactionOptions options) {
    boolean byReader = pools.isByReader(options);
    boolean inWriter = false;
    int held = 0;
    for (ActiveTransaction each = outer; each != null; each = each.suspended()) {
      inWriter |= !each.isReadOnly();
      if (each.isByReader() == byReader) {
        held++;
      }
    }
    if (pools.dialect().equals(Dialect.SQLITE) && inWriter && !options.isReadOnly()) {
      return Optional.of(
          "SQLite has one writer at a time, and a transaction around this one may be it: the"
              + " second would wait for it until the busy timeout. Make one of the two readOnly(),"
              + " nest it, or run it from an afterCommit hook.");
    }
    int size = poolSize(pools.of(byReader));
    return held < size
        ? Optional.empty()
        : Optional.of(
            "The pool has "
                + size
                + " connections, and this thread holds them all. Make the pool larger than a"
                + " thread's transactions, times the threads that may have so many at a time.");
  }

  /** A data source without a pool that we know has no bound that we know. */
  private static int poolSize(DataSource dataSource) {
    try {
      return dataSource.isWrapperFor(HikariDataSource.class)
          ? dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize()
          : Integer.MAX_VALUE;
    } catch (SQLException e) {
      return Integer.MAX_VALUE;
    }
  }
}
