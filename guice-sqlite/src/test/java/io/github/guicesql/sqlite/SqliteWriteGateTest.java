package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteUpdateListener;

/** Who needs the write permit, who does not, and that it is always released. */
@Timeout(60)
class SqliteWriteGateTest {

  private static final String INSERT = "insert into t (x) values (1)";

  @TempDir Path folder;
  private Path file;
  private Sqlite sqlite;
  private WriteGate gate;

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("a.db");
    sqlite = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "100ms");
    sqlite.execute("create table t (id integer primary key, x)");
    gate = gateOf(sqlite);
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  private static WriteGate gateOf(Sqlite sqlite) throws SQLException {
    HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
    return Objects.requireNonNull(pool.getDataSource().unwrap(SqliteHandle.class).gate());
  }

  private void assertGateIsFree() {
    assertThat(gate.tryAcquire()).isTrue();
    gate.release();
  }

  private void assertGateIsTaken() {
    assertThat(gate.tryAcquire()).isFalse();
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private interface Work {
    void run() throws Exception;
  }

  private static SQLException failure(Work work) {
    return catchThrowableOfType(SQLException.class, work::run);
  }

  private static AbstractThrowableAssert<?, ?> assertFailure(Work work) {
    return assertThatThrownBy(work::run).isInstanceOf(SQLException.class);
  }

  /** Else the statement would run when it has the permit, in the next borrow of the connection. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStatementThatWaitsEndsWhenItsConnectionIsReturned(boolean autoCommit) throws Exception {
    try (Sqlite patient =
        Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1h", "SQLITE_MAX_OPEN_CONNS", "1")) {
      for (boolean prepared : List.of(true, false)) {
        Connection connection = patient.connection();
        connection.setAutoCommit(autoCommit);
        Statement statement =
            prepared ? connection.prepareStatement(INSERT) : connection.createStatement();
        assertThat(gate.tryAcquire()).isTrue();
        FutureTask<SQLException> waiting =
            start(
                () ->
                    failure(
                        () -> {
                          if (statement instanceof PreparedStatement insert) {
                            insert.executeUpdate();
                          } else {
                            statement.executeUpdate(INSERT);
                          }
                        }));
        await().until(() -> gate.waiting() == 1);
        connection.close();
        assertThat(waiting.get().getSQLState()).isEqualTo("55000");
        gate.release();
        patient.execute(INSERT);
        assertGateIsFree();
      }
      assertThat(sqlite.query("select count(*) from t")).isEqualTo("2");
    }
  }

  @Test
  void poolsOnOneFileShareIt() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
    Path folderLink = Files.createSymbolicLink(folder.resolve("folder"), folder);
    try (Sqlite linked = Sqlite.at(link);
        Sqlite within = Sqlite.at(folderLink.resolve("a.db"));
        Sqlite uri = Sqlite.at(file.toUri());
        Sqlite other = Sqlite.at(folder.resolve("b.db"));
        Sqlite memory = Sqlite.at(":memory:");
        Sqlite otherMemory = Sqlite.at(":memory:")) {
      for (Sqlite same : List.of(linked, within, uri)) {
        same.execute(INSERT);
        assertThat(gateOf(same)).isSameAs(gate);
      }
      other.execute("create table t (x)");
      assertThat(gateOf(other)).isNotSameAs(gate);
      assertThat(gateOf(memory)).isNotSameAs(gateOf(otherMemory));
    }
  }

  @Test
  void onlyWritersPassIt() throws Exception {
    assertThat(gate.tryAcquire()).isTrue();
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("0");
    assertThat(sqlite.query("with n(x) as (values (1)) select 'x' from n")).isEqualTo("x");
    assertThat(sqlite.query("/* insert */ select 1")).isEqualTo("1");
    assertThat(sqlite.query("with x as (select replace('abc', 'b', '-') as v) select v from x"))
        .isEqualTo("a-c");
    try (Connection connection = sqlite.connection()) {
      Sqlite.execute(
          connection,
          "create temp table own (x)",
          "insert into temp.own values (1)",
          "attach ':memory:' as other",
          "create table other.theirs (x)",
          "insert into other.theirs values (1)",
          "pragma temp.user_version = 3",
          "begin",
          "insert into temp.own values (2)",
          "commit",
          "insert into own values (3)",
          "with n(x) as (values (4)) insert into \"Own\" select x from n",
          "alter table own rename to renamed",
          "update renamed set x = 5",
          "delete from renamed where x = 6",
          "insert into theirs values (2)",
          "create temp table t (a, b)",
          "insert into t values (1, 2)",
          "drop table t",
          "drop table theirs");
      assertThat(Sqlite.query(connection, "select count(*) from renamed")).isEqualTo("4");
    }
    assertThat(sqlite.query("explain insert into t values (1, 2)")).isNotNull();
    try (Connection connection = sqlite.connection()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("0");
      connection.commit();
    }
    try (Connection connection = sqlite.connection();
        PreparedStatement select =
            connection.prepareStatement("with n(x) as (select 'delete') select x from n")) {
      select.executeQuery().close();
    }
    gate.release();
  }

  /** In each of these, the name is that of a table of the main file, or a trigger writes to one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "create temp table other (x)",
        "begin; create temp table t (a, b); rollback",
        "create temp table t (a, b); drop table temp.t",
        "create temp trigger r after insert on main.t begin select 1; end; create temp table t (a, b)",
        "attach ':memory:' as other; create table other.t (a, b)",
        "pragma cache_size = 100"
      })
  void aNameOfTheFileWaitsForIt(String before) throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(before);
      assertThat(gate.tryAcquire()).isTrue();
      SQLException refused = failure(() -> Sqlite.execute(connection, INSERT));
      gate.release();
      assertThat(refused.getErrorCode()).isEqualTo(SQLiteErrorCode.SQLITE_BUSY.code);
    }
  }

  @Test
  void aTemporaryTriggerMayWriteToTheFile() throws Exception {
    try (Connection connection = sqlite.connection()) {
      Sqlite.execute(
          connection,
          "create temp table own (x)",
          "create temp trigger r after insert on own begin insert into main.t values (1, 2); end");
      assertThat(gate.tryAcquire()).isTrue();
      for (String sql : List.of("insert into temp.own values (1)", "insert into own values (1)")) {
        SQLException refused = failure(() -> Sqlite.execute(connection, sql));
        assertThat(refused.getErrorCode()).isEqualTo(SQLiteErrorCode.SQLITE_BUSY.code);
      }
      gate.release();
      Sqlite.execute(connection, "insert into own values (1)");
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("1");
  }

  @Test
  void aCopyIsMadeWhileSomebodyWrites() throws Exception {
    Path copy = file.resolveSibling("copy.db");
    try (Connection writer = sqlite.connection()) {
      writer.setAutoCommit(false);
      Sqlite.execute(writer, INSERT);
      assertGateIsTaken();
      sqlite.execute("vacuum into '" + copy + "'");
    }
    assertThat(copy).exists();
  }

  @Test
  void whoeverWaitsTooLongGetsSqlitesOwnError() throws Exception {
    SQLException sqlites;
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Sqlite.execute(other, "begin immediate");
      sqlites = failure(() -> sqlite.execute(INSERT));
    }
    assertThat(gate.tryAcquire()).isTrue();
    SQLException ours = failure(() -> sqlite.execute(INSERT));
    gate.release();

    assertThat((Throwable) ours).hasSameClassAs(sqlites).hasMessage(sqlites.getMessage());
    assertThat(ours.getErrorCode()).isEqualTo(sqlites.getErrorCode()).isEqualTo(5);
    assertThat(ours.getSQLState()).isEqualTo(sqlites.getSQLState());
    sqlite.execute(INSERT);
  }

  @Test
  void everyWayToWriteWaitsAtIt() throws Exception {
    assertThat(gate.tryAcquire()).isTrue();
    List<String> writes =
        List.of(
            "insert into t (x) values (1)",
            "replace into t (x) values (1)",
            " -- a comment\n update t set x = 2",
            "delete from t",
            "with n(y) as (values (1)) insert into t (x) select y from n",
            "insert into t (x) values (1) returning id",
            "create table u (x)",
            "pragma user_version = 3",
            "begin immediate",
            "vacuum");
    for (String write : writes) {
      assertFailure(() -> sqlite.execute(write)).as(write).hasMessageContaining("locked");
      try (Connection connection = sqlite.connection();
          PreparedStatement prepared = connection.prepareStatement(write)) {
        assertFailure(prepared::execute).as(write).hasMessageContaining("locked");
      }
      try (Connection connection = sqlite.connection();
          Statement statement = connection.createStatement();
          PreparedStatement prepared = connection.prepareStatement(INSERT)) {
        assertFailure(() -> statement.executeUpdate("select 1; " + write))
            .as(write)
            .hasMessageContaining("locked");
        statement.addBatch(write);
        assertFailure(statement::executeBatch).as(write).hasMessageContaining("locked");
        prepared.addBatch();
        assertFailure(prepared::executeBatch).as(write).hasMessageContaining("locked");
      }
      try (Connection connection = sqlite.connection()) {
        Sqlite.execute(connection, "select 1 as \"begin\"", "select 'begin; savepoint'");
        assertFailure(() -> Sqlite.execute(connection, write))
            .as(write)
            .hasMessageContaining("locked");
        Sqlite.execute(connection, "begin", "select count(*) from t");
        if (!write.startsWith("begin") && !write.equals("vacuum")) {
          assertFailure(() -> Sqlite.execute(connection, write))
              .as(write)
              .hasMessageContaining("locked");
        }
      }
    }
    Path copy = file.resolveSibling("copy.db");
    sqlite.execute("backup to '" + copy + "'");
    assertFailure(() -> sqlite.execute("restore from '" + copy + "'"))
        .hasMessageContaining("locked");
    try (Connection connection = sqlite.connection()) {
      connection.setAutoCommit(false);
      assertFailure(() -> Sqlite.query(connection, "select 1")).hasMessageContaining("locked");
    }
    gate.release();
    for (String write : writes) {
      sqlite.execute(write);
      assertGateIsFree();
    }
  }

  @Test
  void aTransactionHasItFromItsFirstStatementToItsEnd() throws Exception {
    try (Connection connection = sqlite.connection()) {
      connection.setAutoCommit(false);
      assertGateIsFree();
      Sqlite.execute(connection, INSERT);
      assertGateIsTaken();
      connection.commit();
      assertGateIsFree();
      Sqlite.execute(connection, INSERT);
      assertGateIsTaken();
      connection.rollback();
      assertGateIsFree();
      Sqlite.execute(connection, INSERT);
      assertGateIsTaken();
      connection.setAutoCommit(true);
      assertGateIsFree();
    }
  }

  @Test
  void noFailureLeavesItShut() throws Exception {
    String twice = "insert into t (id) values (1)";
    sqlite.execute(twice);
    assertFailure(() -> sqlite.execute(twice)).hasMessageContaining("UNIQUE");
    assertGateIsFree();
    assertFailure(() -> sqlite.execute("insert into nowhere values (1)")).isNotNull();
    assertGateIsFree();
    try (Connection connection = sqlite.connection();
        PreparedStatement insert = connection.prepareStatement(twice)) {
      assertFailure(insert::executeUpdate).isNotNull();
      assertGateIsFree();
      assertFailure(insert::executeQuery).isNotNull();
      assertGateIsFree();
    }
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Connection connection = sqlite.connection()) {
      Sqlite.execute(other, "begin immediate");
      connection.setAutoCommit(false);
      assertFailure(() -> Sqlite.execute(connection, INSERT)).hasMessageContaining("locked");
      assertGateIsFree();
      Sqlite.execute(other, "rollback");
      Sqlite.execute(connection, INSERT);
      assertGateIsTaken();
    }
    assertGateIsFree();
  }

  @Test
  void aConnectionThatComesHomeLeavesIt() throws Exception {
    Connection connection = sqlite.connection();
    connection.setAutoCommit(false);
    Sqlite.execute(connection, INSERT);
    assertGateIsTaken();
    connection.close();
    assertGateIsFree();
    connection.close();
    assertGateIsFree();

    connection = sqlite.connection();
    connection.setSavepoint();
    Sqlite.execute(connection, INSERT);
    assertGateIsTaken();
    connection.close();
    assertGateIsFree();
  }

  @Test
  void aConnectionClosedByAnotherThreadLeavesIt() throws Exception {
    Connection connection = sqlite.connection();
    FutureTask<Void> dead =
        start(
            () -> {
              connection.setAutoCommit(false);
              Sqlite.execute(connection, INSERT);
              return null; // the thread ends, the transaction does not
            });
    dead.get();
    assertGateIsTaken();
    sqlite.dataSource().unwrap(HikariDataSource.class).evictConnection(connection);
    assertGateIsTaken();
    connection.unwrap(SQLiteConnection.class).close();
    assertGateIsFree();
    connection.close();
    assertGateIsFree();
    sqlite.execute(INSERT);
  }

  @Test
  void aConnectionAbortedWhileItWaitsThereGoesAtOnce() throws Exception {
    try (Sqlite patient = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1h")) {
      assertThat(gate.tryAcquire()).isTrue();
      Connection connection = patient.connection();
      Thread[] waiter = {null};
      FutureTask<SQLException> waiting =
          start(
              () -> {
                waiter[0] = Thread.currentThread();
                SQLException failure = failure(() -> Sqlite.execute(connection, INSERT));
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                return failure;
              });
      await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
      connection.unwrap(SQLiteConnection.class).abort(Runnable::run);
      assertThat((Throwable) waiting.get()).hasMessageContaining("closed");
      gate.release();
      assertGateIsFree();
    }
  }

  @Test
  void aConnectionClosedWhileItWaitsThereLeavesIt() throws Exception {
    try (Sqlite patient = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1h")) {
      assertThat(gate.tryAcquire()).isTrue();
      Connection connection = patient.connection();
      Thread[] waiter = {null};
      long started = System.nanoTime();
      FutureTask<SQLException> waiting =
          start(
              () -> {
                waiter[0] = Thread.currentThread();
                return failure(() -> Sqlite.execute(connection, INSERT));
              });
      await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
      await().until(() -> System.nanoTime() - started > TimeUnit.MILLISECONDS.toNanos(200));
      connection.unwrap(SQLiteConnection.class).close();
      gate.release();
      assertThat((Throwable) waiting.get()).isNotNull();
      assertGateIsFree();
    }
  }

  @Test
  void whatWasWaitedThereIsTakenOffTheWaitForSqlite() throws Exception {
    try (Sqlite patient = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1h");
        Connection connection = patient.connection()) {
      assertThat(gate.tryAcquire()).isTrue();
      Thread[] waiter = {null};
      long started = System.nanoTime();
      FutureTask<Void> waiting =
          start(
              () -> {
                waiter[0] = Thread.currentThread();
                Sqlite.execute(
                    connection, "insert into t (x) select timeout from pragma_busy_timeout");
                return null;
              });
      await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
      await().until(() -> System.nanoTime() - started > TimeUnit.MILLISECONDS.toNanos(200));
      gate.release();
      waiting.get();
      assertThat(Integer.parseInt(Sqlite.query(connection, "select x from t")))
          .isLessThan(3_600_000)
          .isPositive();
      assertThat(Sqlite.query(connection, "pragma busy_timeout")).isEqualTo("3600000");
    }
  }

  @Test
  void closingThePoolWakesWhoWaitsThere() throws Exception {
    Sqlite patient = Sqlite.at(java.time.Duration.ZERO, file, "SQLITE_BUSY_TIMEOUT", "1h");
    assertThat(gate.tryAcquire()).isTrue();
    Connection connection = patient.connection();
    Thread[] waiter = {null};
    FutureTask<SQLException> waiting =
        start(
            () -> {
              waiter[0] = Thread.currentThread();
              return failure(() -> Sqlite.execute(connection, INSERT));
            });
    await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
    patient.close();
    assertThat((Throwable) waiting.get()).isNotNull();
    gate.release();
    assertGateIsFree();
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
    try (Sqlite patient = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1h");
        Connection connection = patient.connection()) {
      assertThat(gate.tryAcquire()).isTrue();
      Thread[] waiter = {null};
      FutureTask<Boolean> waiting =
          start(
              () -> {
                waiter[0] = Thread.currentThread();
                Sqlite.execute(connection, INSERT);
                return Thread.currentThread().isInterrupted();
              });
      await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
      waiter[0].interrupt();
      await()
          .until(
              () ->
                  !waiter[0].isInterrupted() && waiter[0].getState() == Thread.State.TIMED_WAITING);
      gate.release();
      assertThat(waiting.get()).isTrue();
      assertGateIsFree();
    }
  }

  @Test
  void aThreadThatLocksItselfOutIsToldInTime() throws Exception {
    try (Connection connection = sqlite.connection()) {
      connection.setAutoCommit(false);
      Sqlite.execute(connection, INSERT);
      assertFailure(() -> sqlite.execute(INSERT)).hasMessageContaining("locked");
      connection.commit();
    }
    sqlite.execute(INSERT);
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("2");
  }

  @Test
  void aTransactionBegunByHandHasItFromItsBeginToItsEnd() throws Exception {
    try (Connection connection = sqlite.connection()) {
      for (String end : List.of("commit", "end", "rollback")) {
        Sqlite.execute(connection, "begin immediate");
        assertGateIsTaken();
        Sqlite.execute(connection, INSERT, end);
        assertGateIsFree();
        Sqlite.execute(connection, "begin", "savepoint s");
        assertGateIsFree();
        Sqlite.execute(connection, INSERT);
        assertGateIsTaken();
        Sqlite.execute(connection, "release s");
        assertGateIsTaken();
        Sqlite.execute(connection, end);
        assertGateIsFree();
      }
      Sqlite.execute(connection, "savepoint s", INSERT);
      assertGateIsTaken();
      Sqlite.execute(connection, "release s");
      assertGateIsFree();
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("5");
  }

  @Test
  void anOpenResultOfAWriteDoesNotKeepIt() throws Exception {
    try (Connection connection = sqlite.connection();
        PreparedStatement insert =
            connection.prepareStatement("insert into t (x) values (1), (2) returning id");
        ResultSet rows = insert.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertGateIsFree();
    }
  }

  /** A batch in auto-commit mode is many transactions: others write in between. */
  @Test
  void aBatchInAutoCommitModeReleasesItAfterEachEntry() throws Exception {
    try (Sqlite patient = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1h");
        Connection connection = patient.connection();
        Statement statement = connection.createStatement();
        PreparedStatement prepared =
            connection.prepareStatement("insert into t (x) values ('batch')")) {
      for (Statement batch : List.of(statement, prepared)) {
        for (int i = 0; i < 3; i++) {
          statement.addBatch("insert into t (x) values ('batch')");
          prepared.addBatch();
        }
        FutureTask<Void> other =
            new FutureTask<>(
                () -> {
                  patient.execute("insert into t (x) values ('other')");
                  return null;
                });
        Thread thread = new Thread(other);
        SQLiteUpdateListener firstEntry =
            (type, database, table, row) -> {
              if (thread.getState() == Thread.State.NEW) {
                thread.start();
                long started = System.nanoTime();
                await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
                await()
                    .until(() -> System.nanoTime() - started > TimeUnit.MILLISECONDS.toNanos(50));
              }
            };
        SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
        driver.addUpdateListener(firstEntry);
        batch.executeBatch();
        driver.removeUpdateListener(firstEntry);
        other.get();
        statement.clearBatch();
        prepared.clearBatch();
        assertThat(patient.query("select group_concat(x order by id) from t"))
            .isEqualTo("batch,other,batch,batch");
        patient.execute("delete from t");
      }
    }
  }

  @Test
  void aBatchThatFailsReportsWhatItHasStored() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      statement.addBatch("insert into t (id) values (1)");
      statement.addBatch("insert into t (id) values (1)");
      statement.addBatch("insert into t (id) values (2)");
      assertThatThrownBy(statement::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class, e -> assertThat(e.getUpdateCounts()).startsWith(1))
          .hasMessageContaining("batch entry 1: [SQLITE_CONSTRAINT_PRIMARYKEY]");
      assertGateIsFree();
    }
    assertThat(sqlite.query("select group_concat(id) from t")).isEqualTo("1");
  }
}
