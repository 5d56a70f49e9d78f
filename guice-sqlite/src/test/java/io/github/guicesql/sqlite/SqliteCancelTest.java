package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

/** {@code cancel}, {@code setQueryTimeout} and the busy timeout, as JDBC and SQLite mean them. */
@Timeout(60)
final class SqliteCancelTest {

  private static final String INSERT = "insert into t values (1)";
  private static final String ENDLESS =
      "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";

  @TempDir Path folder;
  private Path file;
  private Sqlite sqlite;
  private WriteGate gate;

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("a.db");
    sqlite = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1h");
    sqlite.execute("create table t (x integer)");
    HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
    gate = Objects.requireNonNull(pool.getDataSource().unwrap(SqliteHandle.class).gate());
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  @FunctionalInterface
  private interface Run {
    void of(Statement statement) throws SQLException;
  }

  @Test
  void aStatementThatWaitsForThePermitIsCancelled() throws Exception {
    List<Run> runs =
        List.of(
            s -> s.execute(INSERT),
            s -> s.executeUpdate(INSERT),
            s -> s.executeQuery(INSERT + " returning x"),
            s -> {
              s.addBatch(INSERT);
              s.executeBatch();
            });
    assertThat(gate.tryAcquire()).isTrue();
    try (Connection connection = sqlite.connection()) {
      for (boolean autoCommit : List.of(true, false)) {
        connection.setAutoCommit(autoCommit);
        for (Run run : runs) {
          try (Statement statement = connection.createStatement()) {
            assertIsCancelled(statement, run);
          }
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
          assertIsCancelled(insert, s -> insert.executeUpdate());
          insert.addBatch();
          assertIsCancelled(insert, s -> insert.executeBatch());
        }
      }
      connection.rollback();
    }
    gate.release();
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("0");
    sqlite.execute(INSERT);
  }

  private static void assertIsCancelled(Statement statement, Run run) throws Exception {
    AtomicReference<Thread> waiter = new AtomicReference<>();
    FutureTask<SQLException> waiting =
        new FutureTask<>(
            () -> {
              waiter.set(Thread.currentThread());
              return catchThrowableOfType(SQLException.class, () -> run.of(statement));
            });
    Thread thread = new Thread(waiting);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    statement.cancel();
    SQLException cancelled = waiting.get();
    assertThat(cancelled.getMessage()).contains("SQLITE_INTERRUPT");
    assertThat(cancelled.getErrorCode()).isEqualTo(9);
  }

  @Test
  void cancellingAStatementLeavesTheOthersAlone() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement idle = connection.createStatement();
        PreparedStatement long1 =
            connection.prepareStatement(
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000)"
                    + " select max(i) from n")) {
      FutureTask<Void> cancelling =
          new FutureTask<>(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  idle.cancel();
                }
                return null;
              });
      Thread canceller = new Thread(cancelling);
      canceller.start();
      try (ResultSet row = long1.executeQuery()) {
        assertThat(row.getInt(1)).isEqualTo(300_000);
      } finally {
        canceller.interrupt();
        cancelling.get();
      }
    }
  }

  /** So that it is known what the next test would see if ours did nothing. */
  @Test
  void withTheDriverAsItComesATimeoutIsOnlyTheBusyTimeout() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(7);
      assertThat(Sqlite.query(connection, "pragma busy_timeout")).isNotEqualTo("7000");
      try (ResultSet timeout = statement.executeQuery("pragma busy_timeout")) {
        assertThat(timeout.getInt(1)).isEqualTo(7_000);
      }
    }
  }

  @Test
  void aQueryTimeoutEndsAStatementThatRuns() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(ENDLESS)) {
      statement.setQueryTimeout(1);
      prepared.setQueryTimeout(1);
      assertTimesOut(() -> statement.executeQuery(ENDLESS));
      assertTimesOut(() -> statement.execute(ENDLESS));
      assertTimesOut(() -> statement.executeUpdate("insert into t " + ENDLESS + "; " + INSERT));
      assertTimesOut(prepared::executeQuery);
      statement.executeUpdate(INSERT);
      assertThat(statement.getQueryTimeout()).isEqualTo(1);
      assertThatThrownBy(() -> statement.setQueryTimeout(-1)).isInstanceOf(SQLException.class);
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("1");
  }

  private static void assertTimesOut(org.assertj.core.api.ThrowableAssert.ThrowingCallable run) {
    SQLTimeoutException timeout = catchThrowableOfType(SQLTimeoutException.class, run);
    assertThat(timeout.getMessage()).contains("longer than its query timeout of 1 s");
    assertThat(timeout.getSQLState()).isEqualTo("57014");
  }

  @Test
  void aQueryTimeoutEndsEachWaitForTheLock() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThat(gate.tryAcquire()).isTrue();
      assertTimesOut(() -> statement.executeUpdate(INSERT));
      connection.setAutoCommit(false);
      assertTimesOut(() -> statement.executeQuery("select 1"));
      gate.release();
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        Sqlite.execute(other, "begin immediate");
        assertTimesOut(() -> statement.executeUpdate(INSERT));
        connection.setAutoCommit(true);
        assertTimesOut(() -> statement.executeUpdate(INSERT));
      }
      assertThat(Sqlite.query(connection, "pragma busy_timeout")).isEqualTo("3600000");
      statement.executeUpdate(INSERT);
    }
  }

  /** A query timeout does not make a statement wait for longer than the busy timeout. */
  @Test
  void theBusyTimeoutEndsAWaitBeforeALongerQueryTimeout() throws Exception {
    try (Sqlite hasty = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "50ms");
        Connection connection = hasty.connection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(3_600);
      assertThat(gate.tryAcquire()).isTrue();
      assertThatThrownBy(() -> statement.executeUpdate(INSERT)).hasMessageContaining("SQLITE_BUSY");
      gate.release();
    }
  }

  @Test
  void aBusyTimeoutSetByAPragmaIsKept() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 50");
      assertThat(gate.tryAcquire()).isTrue();
      assertThatThrownBy(() -> statement.execute(INSERT)).hasMessageContaining("SQLITE_BUSY");
      gate.release();
      statement.setQueryTimeout(1);
      statement.execute(INSERT);
      assertThat(Sqlite.query(connection, "pragma busy_timeout")).isEqualTo("50");
      assertThat(connection.unwrap(SQLiteConnection.class).getBusyTimeout()).isEqualTo(50);
    }
  }
}
