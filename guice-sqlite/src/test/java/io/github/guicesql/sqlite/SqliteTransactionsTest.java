package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/**
 * When a transaction begins, what it locks, and what is left of it when a connection comes home.
 */
final class SqliteTransactionsTest {

  @TempDir Path folder;
  private Sqlite sqlite;

  @BeforeEach
  void open() throws SQLException {
    sqlite = Sqlite.at(folder.resolve("a.db"), "SQLITE_BUSY_TIMEOUT", "50ms");
    sqlite.execute("create table t (x integer)", "insert into t values (0)");
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  /** What another process sees: whether it could write at this moment. */
  private boolean isLocked() throws SQLException {
    SQLiteDataSource stranger = new SQLiteDataSource();
    stranger.setUrl("jdbc:sqlite:" + folder.resolve("a.db"));
    stranger.setBusyTimeout(0);
    try (Connection connection = stranger.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("begin immediate");
      statement.execute("rollback");
      return false;
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("SQLITE_BUSY");
      return true;
    }
  }

  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private void manually(Work work) throws SQLException {
    try (Connection connection = sqlite.connection()) {
      connection.setAutoCommit(false);
      work.on(connection);
    }
  }

  @Test
  void aTransactionTakesTheWriteLockAtItsFirstStatementAndNotBefore() throws Exception {
    manually(
        connection -> {
          assertThat(isLocked()).isFalse();
          assertThat(Sqlite.query(connection, "select x from t")).isEqualTo("0");
          assertThat(isLocked()).isTrue();
          connection.commit();
          assertThat(isLocked()).isFalse();
          Sqlite.execute(connection, "update t set x = 1");
          assertThat(isLocked()).isTrue();
          connection.rollback();
          assertThat(isLocked()).isFalse();
        });
    assertThat(sqlite.query("select x from t")).isEqualTo("0");
  }

  /** The driver announces not all of its ways to run a statement: each must begin a transaction. */
  @Test
  void everyWayToRunAStatementBeginsIt() throws Exception {
    String sql = "update t set x = x + 1";
    List<Work> ways =
        List.of(
            c -> withStatement(c, s -> s.execute(sql)),
            c -> withStatement(c, s -> s.executeUpdate(sql)),
            c -> withStatement(c, s -> s.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS)),
            c -> withStatement(c, s -> s.executeLargeUpdate(sql)),
            c -> withStatement(c, s -> s.executeQuery(sql + " returning x").close()),
            c -> withStatement(c, s -> batch(s, sql).executeBatch()),
            c -> withStatement(c, s -> batch(s, sql).executeLargeBatch()),
            c -> withPrepared(c, sql, PreparedStatement::execute),
            c -> withPrepared(c, sql, PreparedStatement::executeUpdate),
            c -> withPrepared(c, sql, PreparedStatement::executeLargeUpdate),
            c -> withPrepared(c, sql + " returning x", s -> s.executeQuery().close()),
            c -> withPrepared(c, sql, s -> batch(s).executeBatch()),
            c -> withPrepared(c, sql, s -> batch(s).executeLargeBatch()));
    for (int i = 0; i < ways.size(); i++) {
      Work way = ways.get(i);
      int number = i;
      manually(
          connection -> {
            way.on(connection);
            assertThat(isLocked()).as("way %d", number).isTrue();
            connection.rollback();
          });
      assertThat(sqlite.query("select x from t")).as("way %d", i).isEqualTo("0");
    }
  }

  @FunctionalInterface
  private interface StatementWork<S> {
    void run(S statement) throws SQLException;
  }

  private static void withStatement(Connection connection, StatementWork<Statement> work)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      work.run(statement);
    }
  }

  private static void withPrepared(
      Connection connection, String sql, StatementWork<PreparedStatement> work)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      work.run(statement);
    }
  }

  private static Statement batch(Statement statement, String sql) throws SQLException {
    statement.addBatch(sql);
    return statement;
  }

  private static PreparedStatement batch(PreparedStatement statement) throws SQLException {
    statement.addBatch();
    return statement;
  }

  @Test
  void turningAutoCommitOnCommits() throws Exception {
    manually(
        connection -> {
          Sqlite.execute(connection, "update t set x = 5");
          connection.setAutoCommit(true);
          assertThat(isLocked()).isFalse();
        });
    assertThat(sqlite.query("select x from t")).isEqualTo("5");
  }

  @Test
  void commitAndRollbackBelongToManualCommit() throws Exception {
    try (Connection connection = sqlite.connection()) {
      assertThatThrownBy(connection::commit).hasMessageContaining("auto-commit");
      assertThatThrownBy(connection::rollback).hasMessageContaining("auto-commit");
    }
    manually(Connection::commit);
    manually(Connection::rollback);
  }

  @Test
  void aReadOnlyTransactionIsASnapshotThatLocksNobodyOut() throws Exception {
    try (Connection reader = sqlite.connection()) {
      reader.setReadOnly(true);
      reader.setAutoCommit(false);
      assertThat(Sqlite.query(reader, "select x from t")).isEqualTo("0");
      assertThat(isLocked()).isFalse();

      sqlite.execute("update t set x = 1");
      assertThat(Sqlite.query(reader, "select x from t")).isEqualTo("0");
      assertThatThrownBy(() -> Sqlite.execute(reader, "update t set x = 2"))
          .hasMessageContaining("SQLITE_READONLY");
      assertThatThrownBy(() -> reader.setReadOnly(false))
          .hasMessageContaining("before its first statement");
      reader.commit();
      assertThat(Sqlite.query(reader, "select x from t")).isEqualTo("1");
    }
  }

  @Test
  void aReadOnlyConnectionComesHomeWritable() throws Exception {
    HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
    for (int i = 0; i < pool.getMaximumPoolSize() * 2; i++) {
      try (Connection reader = sqlite.connection()) {
        reader.setReadOnly(true);
        assertThatThrownBy(() -> Sqlite.execute(reader, "update t set x = 2"))
            .hasMessageContaining("SQLITE_READONLY");
      }
      sqlite.execute("update t set x = 3");
    }
  }

  /** Deferred, the second of two that have read fails at once, whatever its busy timeout. */
  @Test
  void aTransactionThatReadsFirstCanAlwaysWrite() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (Sqlite patient = Sqlite.at(folder.resolve("b.db"), "SQLITE_SYNCHRONOUS", "normal")) {
      patient.execute("create table t (x integer)", "insert into t values (0)");
      List<Callable<Void>> increments = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        increments.add(
            () -> {
              for (int n = 0; n < 50; n++) {
                try (Connection connection = patient.connection()) {
                  connection.setAutoCommit(false);
                  int x = Integer.parseInt(Sqlite.query(connection, "select x from t"));
                  Sqlite.execute(connection, "update t set x = " + (x + 1));
                  connection.commit();
                }
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(increments)) {
        done.get();
      }
      assertThat(patient.query("select x from t")).isEqualTo("800");
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin immediate",
        "/* why not */ BEGIN IMMEDIATE",
        "savepoint s; update t set x = 9"
      })
  void aTransactionBegunByHandEndsWhenItsConnectionComesHome(String begin) throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(begin);
      statement.executeUpdate("update t set x = 9");
      assertThat(isLocked()).isTrue();
    }
    assertThat(isLocked()).isFalse();
    assertThat(sqlite.query("select x from t")).isEqualTo("0");
  }

  @Test
  void oneBegunByAPreparedStatementEndsToo() throws Exception {
    try (Connection connection = sqlite.connection();
        PreparedStatement begin = connection.prepareStatement("BEGIN IMMEDIATE")) {
      begin.execute();
    }
    assertThat(isLocked()).isFalse();
  }

  /** HikariCP does not notice: its next borrower would write without ever committing. */
  @Test
  void aSavepointInAutoCommitModeLeavesNothingBehind() throws Exception {
    try (Connection connection = sqlite.connection()) {
      Savepoint savepoint = connection.setSavepoint();
      Sqlite.execute(connection, "update t set x = 9");
      connection.rollback(savepoint);
      Sqlite.execute(connection, "update t set x = 8");
      connection.commit();
      assertThat(isLocked()).isFalse();
      connection.setSavepoint("again");
      assertThat(isLocked()).isTrue();
    }
    assertThat(isLocked()).isFalse();
    HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
    for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
      try (Connection connection = sqlite.connection()) {
        assertThat(connection.getAutoCommit()).isTrue();
      }
    }
    assertThat(sqlite.query("select x from t")).isEqualTo("8");
  }

  @Test
  void savepointsNest() throws Exception {
    manually(
        connection -> {
          Sqlite.execute(connection, "update t set x = 1");
          Savepoint outer = connection.setSavepoint("outer");
          Sqlite.execute(connection, "update t set x = 2");
          Savepoint inner = connection.setSavepoint();
          Sqlite.execute(connection, "update t set x = 3");
          connection.rollback(inner);
          assertThat(Sqlite.query(connection, "select x from t")).isEqualTo("2");
          connection.rollback(outer);
          connection.releaseSavepoint(outer);
          connection.commit();
        });
    assertThat(sqlite.query("select x from t")).isEqualTo("1");
  }

  @Test
  void aBorrowersOpenTransactionIsRolledBackWhenItsConnectionComesHome() throws Exception {
    manually(connection -> Sqlite.execute(connection, "update t set x = 9"));
    assertThat(isLocked()).isFalse();
    assertThat(sqlite.query("select x from t")).isEqualTo("0");
  }

  @Test
  void aTransactionThatCouldNotBeginCanBeTriedAgain() throws Exception {
    try (Connection holder = sqlite.connection()) {
      holder.setAutoCommit(false);
      Sqlite.execute(holder, "update t set x = 1");
      manually(
          connection -> {
            assertThatThrownBy(() -> Sqlite.execute(connection, "update t set x = 2"))
                .hasMessageContaining("SQLITE_BUSY");
            holder.commit();
            Sqlite.execute(connection, "update t set x = 2");
            connection.commit();
          });
    }
    assertThat(sqlite.query("select x from t")).isEqualTo("2");
  }

  /** ON CONFLICT ROLLBACK is one of the ways in which SQLite ends a transaction by itself. */
  @Test
  void aTransactionThatSqliteRolledBackCanBeRolledBack() throws Exception {
    sqlite.execute("create table u (x unique on conflict rollback)", "insert into u values (1)");
    manually(
        connection -> {
          Sqlite.execute(connection, "update t set x = 9");
          assertThatThrownBy(() -> Sqlite.execute(connection, "insert into u values (1)"))
              .hasMessageContaining("SQLITE_CONSTRAINT");
          connection.rollback();
          Sqlite.execute(connection, "update t set x = 4");
          connection.commit();
        });
    assertThat(sqlite.query("select x from t")).isEqualTo("4");
  }

  @Test
  void aCommitThatFailsLeavesTheTransactionToBeRolledBack() throws Exception {
    sqlite.execute(
        "create table p (id integer primary key)",
        "create table c (p references p deferrable initially deferred)");
    manually(
        connection -> {
          Sqlite.execute(connection, "insert into c values (1)");
          assertThatThrownBy(connection::commit).hasMessageContaining("FOREIGN KEY");
          assertThat(isLocked()).isTrue();
          connection.rollback();
          assertThat(isLocked()).isFalse();
        });
  }

  @Test
  void checkingAConnectionBeginsNothing() throws Exception {
    manually(
        connection -> {
          assertThat(connection.isValid(1)).isTrue();
          assertThat(isLocked()).isFalse();
        });
  }

  @Test
  void resultSetsAndSchemaChangesInsideATransaction() throws Exception {
    manually(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("select x from t")) {
            assertThat(rows.next()).isTrue();
            Sqlite.execute(connection, "create table other (y)", "insert into other values (3)");
            connection.commit();
          }
        });
    assertThat(sqlite.query("select y from other")).isEqualTo("3");
  }
}
