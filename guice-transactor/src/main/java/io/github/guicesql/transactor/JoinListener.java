package io.github.guicesql.transactor;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Makes the data source of one database join. */
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
    if (database.tokens().equals(tokens)) {
      FailureWatch.install(pool, threads, false);
    } else if (readsByReader && database.tokens().equals(tokens.reader())) {
      FailureWatch.install(pool, threads, true);
    }
  }

  /** Looks again, since a later hook may have replaced what the pool asks. */
  @Override
  public void built(Database database, DataSource dataSource) {
    if (database.tokens().equals(tokens)) {
      threads.watched(isWatched(dataSource));
      threads.publishTo(database.observer());
    }
  }

  @Override
  public Optional<String> transaction(Database database) {
    ThreadConnections current = database.tokens().equals(tokens) ? threads.current() : null;
    return Optional.ofNullable(current).map(ThreadConnections::name).filter(n -> !n.isEmpty());
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
  public DataSource decorate(Database database, DataSource dataSource) {
    if (!database.tokens().equals(tokens)) {
      return dataSource;
    }
    threads.join();
    return new JoiningDataSource(
        dataSource, threads, new Failures(database.dialect()).mayGoOnInAnother());
  }

  @Override
  public String toString() {
    return Transactor.token(tokens);
  }
}
