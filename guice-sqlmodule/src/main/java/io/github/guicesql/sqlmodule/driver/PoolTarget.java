package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.internal.health.Probe;
import io.github.guicesql.sqlmodule.internal.health.ProbeTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of a pool, asked on a connection that the pool does not know. */
final class PoolTarget implements ProbeTarget {

  /** How long the connection is kept. It is how long a changed password goes unnoticed. */
  private static final Duration KEPT = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(PoolTarget.class);

  private final ManagedDataSource pool;

  private PoolTarget(ManagedDataSource pool) {
    this.pool = pool;
  }

  /** Creates the pool's probe. */
  static Probe probe(ManagedDataSource pool) {
    return new Probe(new PoolTarget(pool), pool::toString, KEPT);
  }

  @Override
  public Connection open() throws SQLException {
    try {
      if (isBorrowed()) {
        return pool.beforeMigrations();
      }
      Connection connection = pool.handle().openForProbe(() -> Unpooled.connection(pool));
      limitAnswers(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new SQLException(e);
    }
  }

  /**
   * Keeps a server that freezes from keeping the thread. A driver without a network has no limit,
   * and one for an older JDBC not even the method.
   */
  private void limitAnswers(Connection connection) {
    try {
      connection.setNetworkTimeout(
          Runnable::run, (int) TimeUnit.SECONDS.toMillis(DriverHandle.PROBE_LIMIT_SECONDS));
    } catch (SQLException | RuntimeException | AbstractMethodError e) {
      log.debug("{}: the driver has no network timeout", pool, e);
    }
  }

  @Override
  public @Nullable String ask(Connection connection) throws SQLException {
    String readOnly = pool.handle().ask(connection);
    if (isBorrowed()) {
      connection.close();
    }
    return pool.isReadOnly() ? null : readOnly;
  }

  /** Returns whether a hook has replaced the data source by a URL, which only the pool can open. */
  private boolean isBorrowed() {
    return pool.getDataSource() == null;
  }

  /** Returns the pool's name. */
  @Override
  public String toString() {
    return pool.toString();
  }
}
