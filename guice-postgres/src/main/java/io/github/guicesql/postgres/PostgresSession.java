package io.github.guicesql.postgres;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.internal.session.ReturnedSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.TransactionState;
import org.postgresql.core.v3.QueryExecutorImpl;

/**
 * Restores a PostgreSQL session, by what the server reports with each answer: the state of its
 * transaction, and some of its settings (manual, "Asynchronous Operations").
 */
final class PostgresSession extends ReturnedSession {

  /**
   * The setting that pgjdbc may have set after the login, so that the server does not know the
   * value as a default.
   */
  private static final String APPLICATION_NAME = "application_name";

  /** Reported since PostgreSQL 14. */
  private static final String READ_ONLY = "default_transaction_read_only";

  /** The reported settings that a session can change; the server determines the others. */
  private static final Set<String> ITS_OWN =
      Set.of(
          "DateStyle",
          "IntervalStyle",
          "TimeZone",
          READ_ONLY,
          "search_path",
          "session_authorization",
          "standard_conforming_strings");

  private final HikariConfig pool;
  private volatile Predicate<Connection> elsewhere = connection -> false;

  PostgresSession(HikariConfig pool) {
    super(pool);
    this.pool = pool;
  }

  /**
   * Has connections retired whose server has reported that it is not the wanted one. It is asked
   * only if something that the server reports has changed while the connection was lent: it reports
   * nothing on an idle one.
   */
  void retireIf(Predicate<Connection> isElsewhere) {
    elsewhere = isElsewhere;
  }

  /** Returns whether the pool makes its sessions read-only. */
  boolean isReadOnlyPool() {
    return pool.isReadOnly();
  }

  private static QueryExecutor protocol(Connection connection) throws SQLException {
    return connection.unwrap(BaseConnection.class).getQueryExecutor();
  }

  /**
   * Returns whether a COPY is in progress. It holds the connection until it is ended, and every
   * other use of the connection waits for that. Flushing a null COPY is refused if, and only if,
   * there is a COPY.
   */
  @Override
  protected boolean isBusy(Connection connection) throws SQLException {
    if (protocol(connection) instanceof QueryExecutorImpl executor) {
      try {
        executor.flushCopy(null);
      } catch (SQLException copying) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected boolean isInTransaction(Connection connection) throws SQLException {
    return protocol(connection).getTransactionState() != TransactionState.IDLE;
  }

  /** Returns whether the transaction has failed, according to the server's last report. */
  boolean isTransactionFailed(Connection connection) throws SQLException {
    return protocol(connection).getTransactionState() == TransactionState.FAILED;
  }

  /** Does nothing: auto-commit is pgjdbc's own, and SQL cannot change it. */
  @Override
  protected void restoreAutoCommit(Connection connection, boolean asThePoolHasIt) {}

  @Override
  protected boolean isKnownToWrite(Connection connection) throws SQLException {
    return "off".equals(protocol(connection).getParameterStatus(READ_ONLY));
  }

  @Override
  protected Map<String, String> settings(Connection connection) throws SQLException {
    return protocol(connection).getParameterStatuses();
  }

  @Override
  protected boolean restore(
      Connection connection, Map<String, String> before, Map<String, String> now)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    now.forEach(
        (name, value) -> {
          if (ITS_OWN.contains(name) && !value.equals(before.get(name))) {
            statements.add("RESET " + name);
          }
        });
    if (!statements.isEmpty()) {
      // The role is reset first, since another user may not be allowed to become the first user's
      // role.
      execute(connection, "RESET ROLE; " + String.join("; ", statements));
    }
    String name = before.get(APPLICATION_NAME);
    if (name != null && !name.equals(now.get(APPLICATION_NAME))) {
      try (PreparedStatement set =
          connection.prepareStatement("SELECT set_config('application_name', ?, false)")) {
        set.setString(1, name);
        set.execute();
      }
    }
    return !elsewhere.test(connection);
  }
}
