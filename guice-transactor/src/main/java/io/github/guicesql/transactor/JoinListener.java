package io.github.guicesql.transactor;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Makes the data source of one database join, and notes what its reader's hands out. */
final class JoinListener implements DatabaseListener {

  private final SqlTokens tokens;
  private final boolean readsByReader;
  private final ThreadTransactions threads;

  /**
   * Creates a listener.
   *
   * @param readsByReader whether the connections of the database's reader are in transactions, too
   */
  JoinListener(SqlTokens tokens, boolean readsByReader, ThreadTransactions threads) {
    this.tokens = tokens;
    this.readsByReader = readsByReader;
    this.threads = threads;
  }

  @Override
  public void configurePool(Database database, HikariConfig pool) {
    Failures failures = new Failures(database.dialect());
    if (isDatabase(database)) {
      FailureWatch.install(pool, threads, false, failures);
    } else if (isReader(database)) {
      FailureWatch.install(pool, threads, true, failures);
    }
  }

  private boolean isDatabase(Database database) {
    return database.tokens().equals(tokens);
  }

  private boolean isReader(Database database) {
    return readsByReader && database.tokens().equals(tokens.reader());
  }

  /** Looks again, since a later hook may have replaced what the pool asks. */
  @Override
  public void built(Database database, DataSource dataSource) {
    if (isDatabase(database)) {
      threads.watched(isWatched(dataSource));
      threads.publishTo(database.observer());
    }
  }

  @Override
  public Optional<String> transaction(Database database) {
    ThreadConnections current = threads.current();
    if (current == null
        || !(isDatabase(database) || (isReader(database) && current.isByReader()))) {
      return Optional.empty();
    }
    return Optional.of(current.name()).filter(name -> !name.isEmpty());
  }

  private static boolean isWatched(DataSource dataSource) {
    try {
      return dataSource.isWrapperFor(HikariDataSource.class)
          && FailureWatch.isInstalled(dataSource.unwrap(HikariDataSource.class));
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public DataSource handOut(Database database, DataSource dataSource) {
    if (isDatabase(database)) {
      threads.join();
      return new JoiningDataSource(
          dataSource, threads, false, new Failures(database.dialect()).mayGoOnInAnother());
    }
    return isReader(database)
        ? new JoiningDataSource(dataSource, threads, true, false)
        : dataSource;
  }

  @Override
  public String toString() {
    return Transactor.token(tokens);
  }
}
