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
  private final ThreadTransactions threads;

  JoinListener(SqlTokens tokens, ThreadTransactions threads) {
    this.tokens = tokens;
    this.threads = threads;
  }

  @Override
  public void configurePool(Database database, HikariConfig pool) {
    if (database.tokens().equals(tokens)) {
      FailureWatch.install(pool, threads);
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
    return database.tokens().equals(tokens)
        ? new JoiningDataSource(dataSource, threads)
        : dataSource;
  }

  @Override
  public String toString() {
    return Transactor.token(tokens);
  }
}
