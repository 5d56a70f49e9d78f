package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.internal.connection.NestedConnection;
import io.github.guicesql.sqlmodule.internal.connection.NestedWork;
import io.github.guicesql.sqlmodule.internal.connection.Savepoints;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction of a test. It begins with a savepoint, which is gone at its end if something has
 * committed meanwhile, in whatever way. Thread-safe.
 *
 * <p>On PostgreSQL, a statement that fails ends the transaction that it is in. Of a connection in
 * auto-commit mode that is the statement alone, so the driver is told to set a savepoint before
 * each statement there, and not to do so in the test's own transactions.
 */
final class TestTransaction implements NestedWork {

  /** What is left in the database of what a test did. */
  enum Remains {
    /** Nothing. */
    NOTHING,
    /** Something was committed. */
    COMMITTED,
    /** The test has lost its connection, which may have committed something before. */
    UNKNOWN
  }

  private static final Logger log = LoggerFactory.getLogger(SqlTest.class);
  private static final int SECONDS_TO_ANSWER = 5;

  private final Connection connection;
  private final boolean autoCommit;
  private final Savepoints savepoints;
  private final @Nullable PGConnection postgres;
  private final Nested all;

  private TestTransaction(
      Connection connection, boolean autoCommit, @Nullable PGConnection postgres)
      throws SQLException {
    this.connection = connection;
    this.autoCommit = autoCommit;
    this.postgres = postgres;
    savepoints = new Savepoints(connection);
    all = savepoints.begin();
    autosave(AutoSave.ALWAYS);
  }

  /** Begins the transaction. If that fails, the connection is closed. */
  static TestTransaction begin(Connection connection) throws SQLException {
    try {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      return new TestTransaction(
          connection,
          autoCommit,
          connection.isWrapperFor(PGConnection.class)
              ? connection.unwrap(PGConnection.class)
              : null);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  /** Whether the pool lends connections in auto-commit mode. */
  boolean isAutoCommitOfPool() {
    return autoCommit;
  }

  private void autosave(AutoSave mode) {
    if (postgres != null) {
      postgres.setAutosave(mode);
    }
  }

  /** The driver's own savepoints are for statements outside the test's transactions. */
  private void autosaveOutsideNested() {
    autosave(savepoints.isNewest(all) ? AutoSave.ALWAYS : AutoSave.NEVER);
  }

  /** What becomes of nested work. */
  private interface Change {
    void apply(Nested nested) throws SQLException;
  }

  private void withoutAutosave(Nested nested, Change change) throws SQLException {
    autosave(AutoSave.NEVER);
    try {
      change.apply(nested);
    } finally {
      autosaveOutsideNested();
    }
  }

  @Override
  public synchronized void usedBy(NestedConnection view) {
    savepoints.usedBy(view);
  }

  @Override
  public synchronized boolean isLastUsedBy(NestedConnection view) {
    return savepoints.isLastUsedBy(view);
  }

  @Override
  public synchronized Nested begin() throws SQLException {
    autosave(AutoSave.NEVER);
    try {
      return savepoints.begin();
    } finally {
      autosaveOutsideNested();
    }
  }

  @Override
  public synchronized boolean isOpen(Nested nested) {
    return savepoints.isOpen(nested);
  }

  @Override
  public synchronized boolean isNewest(Nested nested) {
    return savepoints.isNewest(nested);
  }

  @Override
  public synchronized void release(Nested nested) throws SQLException {
    withoutAutosave(nested, savepoints::release);
  }

  @Override
  public synchronized void keep(Nested nested) throws SQLException {
    withoutAutosave(nested, savepoints::keep);
  }

  @Override
  public synchronized void rollBack(Nested nested) throws SQLException {
    savepoints.rollBack(nested);
  }

  @Override
  public synchronized void end(Nested nested) throws SQLException {
    withoutAutosave(nested, savepoints::end);
  }

  /** Rolls back and returns the connection. */
  synchronized Remains rollBack() {
    autosave(AutoSave.NEVER);
    Remains remains = remains();
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    } catch (SQLException e) {
      log.debug("The test's connection was not rolled back; it ends with its pool", e);
    }
    return remains;
  }

  /** Only the connection that has set the savepoint can ask whether it is still there. */
  private Remains remains() {
    try {
      savepoints.rollBack(all);
      return Remains.NOTHING;
    } catch (SQLException e) {
      log.debug("The test's savepoint is gone", e);
      return answers() ? Remains.COMMITTED : Remains.UNKNOWN;
    }
  }

  private boolean answers() {
    try {
      return connection.isValid(SECONDS_TO_ANSWER);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "the test's transaction";
  }
}
