package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

/**
 * SQLite interrupts a connection, not a statement, and stays interrupted as long as a result with
 * rows left to read is open: nothing that is asked of it in between may be taken for an answer.
 */
@Timeout(60)
final class SqliteInterruptTest {

  @TempDir Path folder;
  private Path file;
  private Sqlite sqlite;

  @BeforeEach
  void open() throws SQLException {
    file = folder.resolve("a.db");
    sqlite = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "100ms", "SQLITE_MAX_OPEN_CONNS", "1");
    sqlite.execute("create table t (x integer)", "insert into t values (1), (2), (3)");
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  /** A function that cancels the reading of a result, as another thread might at that moment. */
  private static void createCancel(Connection connection, Statement reading) throws SQLException {
    Function.create(
        Sqlite.physical(connection),
        "cancel",
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            reading.cancel();
            result(0);
          }
        });
  }

  private String storedRows() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return Sqlite.query(connection, "select group_concat(x) from t");
    }
  }

  @Test
  void aTransactionBegunByHandIsSeenThroughAnInterrupt() throws Exception {
    for (String begin : List.of("begin immediate", "savepoint s")) {
      try (Connection connection = sqlite.connection();
          Statement reading = connection.createStatement();
          Statement statement = connection.createStatement()) {
        createCancel(connection, reading);
        ResultSet rows = reading.executeQuery("select x from t");
        assertThat(rows.next()).isTrue();
        try {
          statement.executeUpdate(begin + "; insert into t values (9); select cancel()");
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isEqualTo("57014");
        }
        assertThat(Sqlite.stateOf(rows::next)).isEqualTo("57014");
      }
      assertThat(storedRows()).as(begin).isEqualTo("1,2,3");
      sqlite.execute("insert into t values (4)");
      assertThat(storedRows()).as(begin).isEqualTo("1,2,3,4");
      sqlite.execute("delete from t where x = 4");
    }
  }

  /** The rows that a write returns depend on no transaction, and are interrupted all the same. */
  @Test
  void theRowsOfAWriteDoNotKeepTheInterrupt() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement reading = connection.createStatement()) {
      connection.setAutoCommit(false);
      ResultSet rows = reading.executeQuery("insert into t values (4), (5) returning x");
      assertThat(rows.next()).isTrue();
      reading.cancel();
      connection.commit();
      assertThat(Sqlite.stateOf(rows::next)).isEqualTo("57014");
      Sqlite.execute(connection, "insert into t values (6)");
      connection.rollback();
    }
    assertThat(storedRows()).isEqualTo("1,2,3,4,5");
  }

  @Test
  void whatFollowsAnInterruptRuns() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement reading = connection.createStatement();
        Statement statement = connection.createStatement()) {
      ResultSet rows = reading.executeQuery("select x from t");
      assertThat(rows.next()).isTrue();
      reading.cancel();
      assertThat(Sqlite.stateOf(() -> statement.execute("select 1"))).isEqualTo("57014");
      statement.execute("insert into t values (4)");
      assertThat(Sqlite.stateOf(rows::next)).isEqualTo("57014");
      assertThat(reading.executeQuery("select x from t").next()).isTrue();
    }
    assertThat(storedRows()).isEqualTo("1,2,3,4");
  }

  @Test
  void anInterruptedBeginLeavesTheWayFreeForOtherWriters() throws Exception {
    for (String begin : List.of("begin immediate", "begin exclusive", "savepoint s")) {
      try (Sqlite fresh = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "100ms");
          Connection connection = fresh.connection();
          Statement reading = connection.createStatement();
          Statement statement = connection.createStatement()) {
        assertThat(reading.executeQuery("select x from t").next()).isTrue();
        reading.cancel();
        assertThatThrownBy(() -> statement.execute(begin)).hasMessageContaining("SQLITE_INTERRUPT");
        sqlite.execute("insert into t values (4)");
        statement.execute("insert into t values (5)");
      }
    }
    assertThat(storedRows()).isEqualTo("1,2,3,4,5,4,5,4,5");
  }

  /** The driver leaves a query for the key open after each insert, unknown to whoever inserts. */
  @Test
  void theKeyOfAnInsertOutlivesAnInterruptAndDoesNotKeepIt() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement reading = connection.createStatement();
        Statement plain = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("insert into t values (5)")) {
      connection.setAutoCommit(false);
      plain.executeUpdate("insert into t values (4)");
      prepared.executeUpdate();
      assertThat(reading.executeQuery("select x from t").next()).isTrue();
      reading.cancel();
      assertThat(Sqlite.stateOf(() -> Sqlite.query(connection, "select 1"))).isEqualTo("57014");
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("5");
      connection.commit();
      for (Statement insert : List.<Statement>of(plain, prepared)) {
        try (ResultSet key = insert.getGeneratedKeys()) {
          assertThat(key.getMetaData().getColumnName(1)).isEqualTo("last_insert_rowid()");
          assertThat(key.next()).isTrue();
          assertThat(key.getLong(1)).isEqualTo(insert == plain ? 4 : 5);
          assertThat(key.next()).isFalse();
        }
      }
      plain.executeUpdate("update t set x = 6 where x = 5");
      assertThat(plain.getGeneratedKeys().next()).isFalse();
      connection.rollback();
    }
  }

  /** Whatever runs while SQLite is in the middle of a statement cannot end that one. */
  @Test
  void whatCannotBeToldIsRefusedUntilARollback() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement outer = connection.createStatement();
        Statement inner = connection.createStatement()) {
      Function.create(
          Sqlite.physical(connection),
          "nested",
          new Function() {
            @Override
            protected void xFunc() throws SQLException {
              outer.cancel();
              assertThat(Sqlite.stateOf(() -> inner.execute("begin"))).isEqualTo("57014");
              assertThat(Sqlite.stateOf(() -> inner.execute("select 1"))).isEqualTo("25P02");
              result(0);
            }
          });
      ResultSet rows = outer.executeQuery("select iif(x = 2, nested(), 0) from t");
      assertThat(rows.next()).isTrue();
      assertThat(Sqlite.stateOf(rows::next)).isEqualTo("57014");
      assertThat(Sqlite.stateOf(() -> inner.execute("insert into t values (9)")))
          .isEqualTo("25P02");
      inner.execute("rollback");
      inner.execute("insert into t values (4)");
    }
    assertThat(storedRows()).isEqualTo("1,2,3,4");
  }

  /** It is begun here as the driver does it: past all that knows of transactions. */
  @Test
  void theDriversOwnTransactionThatAnInterruptLeavesOpenIsEnded() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement reading = connection.createStatement();
        Statement statement = connection.createStatement()) {
      assertThat(reading.executeQuery("select x from t").next()).isTrue();
      Sqlite.physical(connection).getDatabase().exec("begin", false);
      reading.cancel();
      assertThat(Sqlite.stateOf(() -> statement.execute("select 1"))).isEqualTo("57014");
      statement.execute("insert into t values (4)");
      assertThat(storedRows()).isEqualTo("1,2,3,4");
    }
  }

  @Test
  void eachInterruptHasItsState() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement reading = connection.createStatement()) {
      ResultSet rows = reading.executeQuery("select x from t");
      List<ThrowingCallable> ways =
          List.of(
              () -> connection.setReadOnly(true),
              () -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED),
              () -> connection.createStatement().getGeneratedKeys());
      for (ThrowingCallable way : ways) {
        assertThat(rows.next()).isTrue();
        reading.cancel();
        assertThat(Sqlite.stateOf(way)).isEqualTo("57014");
        rows = reading.executeQuery("select x from t");
      }
    }
  }
}
