package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.ProvisionException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import java.nio.file.Files;
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
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SQLITE_SYNCHRONOUS=shared}: nobody is told of a commit before its log is synced. */
@Timeout(60)
final class SqliteSharedSyncTest {

  @TempDir Path folder;
  private final RecordedForces forces = new RecordedForces();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Path file;
  private Sqlite sqlite;

  @BeforeEach
  void open() throws SQLException {
    file = folder.resolve("a.db");
    sqlite = Sqlite.sharing(forces::of, file);
    sqlite.execute(
        "create table t (id integer primary key autoincrement, x unique)",
        "insert into t (x) values (1)");
    assertThat(forces.isAllForced()).isTrue();
  }

  @AfterEach
  void close() {
    forces.letGo();
    sqlite.close();
    threads.shutdown();
  }

  private interface Action {
    void run(Connection connection) throws Exception;
  }

  private static Action sql(String... statements) {
    return connection -> Sqlite.execute(connection, statements);
  }

  private static void updateAll(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeLargeUpdate(sql);
    }
  }

  private static void insert(Connection connection, int x) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into t (x) values (?)")) {
      insert.setInt(1, x);
      insert.executeUpdate();
    }
  }

  private static void expectFailure(Action action, Connection connection) {
    assertThatThrownBy(() -> action.run(connection)).isInstanceOf(SQLException.class);
  }

  static Stream<Named<Action>> commits() {
    return Stream.of(
        Named.of("statement", sql("insert into t (x) values (2)")),
        Named.of("prepared", c -> insert(c, 2)),
        Named.of("update", sql("update t set x = 5")),
        Named.of("delete", sql("delete from t")),
        Named.of("with", sql("with a as (select 3) insert into t (x) select * from a")),
        Named.of("several", c -> updateAll(c, "insert into t (x) values (2); delete from t")),
        Named.of(
            "several, the last fails",
            c -> expectFailure(d -> updateAll(d, "delete from t; insert into no_table"), c)),
        Named.of(
            "or fail",
            c -> expectFailure(sql("insert or fail into t (x) values (2), (3), (1)"), c)),
        Named.of(
            "batch",
            c -> {
              try (Statement statement = c.createStatement()) {
                statement.addBatch("insert into t (x) values (2)");
                statement.addBatch("insert into t (x) values (3)");
                statement.executeBatch();
              }
            }),
        Named.of(
            "batch whose last entry fails",
            c -> {
              try (PreparedStatement insert = c.prepareStatement("insert into t (x) values (?)")) {
                for (int x = 3; x > 0; x--) {
                  insert.setInt(1, x);
                  insert.addBatch();
                }
                assertThatThrownBy(insert::executeBatch).isInstanceOf(SQLException.class);
              }
            }),
        Named.of(
            "returning",
            c ->
                assertThat(Sqlite.query(c, "insert into t (x) values (2) returning id"))
                    .isEqualTo("2")),
        Named.of(
            "commit",
            c -> {
              c.setAutoCommit(false);
              insert(c, 2);
              c.commit();
            }),
        Named.of(
            "auto-commit again",
            c -> {
              c.setAutoCommit(false);
              insert(c, 2);
              c.setAutoCommit(true);
            }),
        Named.of(
            "savepoint",
            c -> {
              Savepoint savepoint = c.setSavepoint();
              insert(c, 2);
              c.releaseSavepoint(savepoint);
            }),
        Named.of("begin by hand", sql("begin", "insert into t (x) values (2)", "commit")),
        Named.of("end", sql("begin immediate", "insert into t (x) values (2)", "end")),
        Named.of(
            "savepoint by hand",
            sql("savepoint a", "savepoint b", "delete from t", "release b", "release a")),
        Named.of(
            "in one text",
            c -> updateAll(c, "begin; insert into t (x) values (2); commit; begin; rollback")),
        Named.of(
            "begun in one text, committed in another one",
            c -> {
              updateAll(c, "begin; delete from t; commit; begin; insert into t (x) values (2)");
              Sqlite.execute(c, "commit");
            }),
        Named.of("user_version", sql("pragma user_version = 3")),
        Named.of("application_id", sql("pragma main.application_id(3)")),
        Named.of("default_cache_size", sql("pragma default_cache_size = 300")),
        Named.of("schema", sql("create table u (x)", "alter table u add y", "drop table u")),
        Named.of("analyze", sql("create index i on t (x)", "analyze", "reindex")),
        Named.of("vacuum", sql("vacuum")),
        Named.of(
            "restore",
            c -> {
              Path copy = Files.createTempFile("guice-sql", ".db");
              Sqlite.execute(c, "backup to '" + copy + "'", "restore from '" + copy + "'");
              Files.delete(copy);
            }),
        Named.of("only the counter of rows", sql("insert or ignore into t (id, x) values (99, 1)")),
        Named.of(
            "foreign trigger",
            c -> {
              Sqlite.execute(
                  c,
                  "create view v as select x from t",
                  "create trigger r instead of insert on v begin insert into t (x) values (new.x); end",
                  "insert into v values (7)");
            }));
  }

  @ParameterizedTest
  @MethodSource("commits")
  void whateverCommitsIsOnTheDiskBeforeItReturns(Action commit) throws Exception {
    int before = forces.done();
    try (Connection connection = sqlite.connection()) {
      commit.run(connection);
      assertThat(forces.isAllForced()).as("all is forced").isTrue();
      assertThat(forces.done()).isGreaterThan(before);
    }
  }

  static Stream<Named<Action>> others() {
    return Stream.of(
        Named.of("read", sql("select * from t")),
        Named.of("update of no row", sql("update t set x = 2 where id = 77")),
        Named.of("delete of no row", sql("delete from t where id = 77")),
        Named.of(
            "temporary table",
            sql(
                "create temp table u (x)",
                "insert into temp.u values (1)",
                "update temp.u set x = 2",
                "begin",
                "insert into temp.u values (1)",
                "commit",
                "insert into u values (2)")),
        Named.of(
            "transaction that reads",
            c -> {
              c.setAutoCommit(false);
              Sqlite.query(c, "select * from t");
              c.commit();
              Sqlite.execute(c, "update t set x = 2 where id = 77");
              c.commit();
            }),
        Named.of(
            "rollback",
            c -> {
              c.setAutoCommit(false);
              insert(c, 2);
              c.rollback();
              Sqlite.query(c, "select * from t");
              c.commit();
            }),
        Named.of("rollback by hand", sql("begin", "insert into t (x) values (2)", "rollback")),
        Named.of("failure", c -> expectFailure(sql("insert into t (x) values (1)"), c)),
        Named.of(
            "copy",
            c -> {
              Path copy = Files.createTempDirectory("guice-sql").resolve("copy.db");
              Sqlite.execute(c, "vacuum into '" + copy + "'");
              Files.delete(copy);
            }),
        Named.of("checkpoint", sql("pragma wal_checkpoint(full)")));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatWritesNothingWaitsForNoDisk(Action action) throws Exception {
    int before = forces.begun();
    try (Connection connection = sqlite.connection()) {
      action.run(connection);
    }
    assertThat(forces.begun()).isEqualTo(before);
  }

  @Test
  void sqliteItselfSyncsAtCheckpointsOnly() throws SQLException {
    assertThat(sqlite.query("pragma synchronous")).isEqualTo("1");
  }

  @Test
  void withoutALogThereIsNothingToShare() {
    assertThatThrownBy(
            () ->
                Sqlite.at(
                    folder.resolve("b.db"),
                    "SQLITE_SYNCHRONOUS",
                    "shared",
                    "SQLITE_JOURNAL_MODE",
                    "delete"))
        .isInstanceOfSatisfying(
            ProvisionException.class,
            e ->
                assertThat(SqlErrors.find(e, SqlConfigException.class).orElseThrow().problems())
                    .singleElement()
                    .hasToString(
                        "SQLITE_SYNCHRONOUS (sqlite.synchronous) = \"shared\": Commits can share the"
                            + " syncs of the log only, and the journal mode delete has none. Write full instead, or let"
                            + " SQLITE_JOURNAL_MODE be wal."));
  }

  @ParameterizedTest
  @ValueSource(strings = {":memory:", "a.db?mode=ro"})
  void whatIsNotWrittenOrNotKeptNeedsNone(String path) throws Exception {
    String location = path.startsWith(":") ? path : folder.resolve(path).toString();
    try (Sqlite other = Sqlite.sharing(forces::of, location)) {
      int before = forces.begun();
      assertThat(other.query("select 1")).isEqualTo("1");
      assertThat(forces.begun()).isEqualTo(before);
    }
  }

  @Test
  void aJournalModeSetByHandIsSyncedBySqlite() throws Exception {
    sqlite.close();
    try (Sqlite alone = Sqlite.sharing(forces::of, file, "SQLITE_MAX_OPEN_CONNS", "1")) {
      int before = forces.begun();
      try (Connection connection = alone.connection()) {
        assertThat(Sqlite.query(connection, "pragma journal_mode = delete")).isEqualTo("delete");
        assertThat(Sqlite.query(connection, "pragma synchronous")).isEqualTo("2");
        insert(connection, 2);
        assertThat(Sqlite.query(connection, "pragma journal_mode = wal")).isEqualTo("wal");
        insert(connection, 3);
      }
      assertThat(forces.begun()).isEqualTo(before);
      try (Connection connection = alone.connection()) { // another one
        assertThat(Sqlite.query(connection, "pragma synchronous")).isEqualTo("1");
        insert(connection, 4);
        assertThat(forces.isAllForced()).isTrue();
      }
    }
  }

  private Future<?> inserting(int x) {
    return threads.submit(
        () -> {
          try (Connection connection = sqlite.connection()) {
            insert(connection, x);
          }
          return null;
        });
  }

  private void awaitRows(int count) {
    await().until(() -> sqlite.query("select count(*) from t").equals(Integer.toString(count)));
  }

  @Test
  void aForceCoversThoseOnlyThatCommittedBeforeIt() throws Exception {
    forces.hold();
    int before = forces.begun();
    Future<?> first = inserting(100);
    await().until(() -> forces.begun() == before + 1);
    List<Future<?>> second = new ArrayList<>();
    for (int x = 101; x < 108; x++) {
      second.add(inserting(x));
    }
    awaitRows(9); // others write, and read, while one waits for the disk
    assertThat(first).isNotDone();
    forces.letGo(1);
    first.get();
    await().until(() -> forces.begun() == before + 2);
    assertThat(second).noneMatch(Future::isDone);
    forces.letGo();
    for (Future<?> each : second) {
      each.get();
    }
    assertThat(forces.begun()).as("one force for the seven").isEqualTo(before + 2);
    assertThat(forces.isAllForced()).isTrue();
  }

  @Test
  void anInterruptEndsNeitherTheWaitNorTheChannel() throws Exception {
    forces.hold();
    int before = forces.begun();
    FutureTask<Boolean> leader = new FutureTask<>(interrupted(100));
    FutureTask<Boolean> follower = new FutureTask<>(interrupted(101));
    Thread first = new Thread(leader);
    Thread second = new Thread(follower);
    first.start();
    await().until(() -> forces.begun() == before + 1);
    second.start();
    awaitRows(3);
    first.interrupt();
    second.interrupt();
    forces.letGo();
    assertThat(leader.get()).as("stays interrupted").isTrue();
    assertThat(follower.get()).as("stays interrupted").isTrue();
    insert(101 + 1);
    assertThat(forces.isAllForced()).isTrue();
  }

  private Callable<Boolean> interrupted(int x) {
    Connection connection;
    try {
      connection = sqlite.connection();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return () -> {
      insert(connection, x);
      boolean interrupted = Thread.interrupted();
      connection.close();
      return interrupted;
    };
  }

  private void insert(int x) throws SQLException {
    try (Connection connection = sqlite.connection()) {
      insert(connection, x);
    }
  }

  @Test
  void whatHasCommittedCannotBeCancelled() throws Exception {
    forces.hold();
    int before = forces.begun();
    try (Connection connection = sqlite.connection();
        PreparedStatement insert = connection.prepareStatement("insert into t (x) values (100)")) {
      Future<Integer> inserted = threads.submit(() -> insert.executeUpdate());
      await().until(() -> forces.begun() == before + 1);
      insert.cancel();
      forces.letGo();
      assertThat(inserted.get()).isEqualTo(1);
      insert(connection, 101);
    }
    assertThat(sqlite.query("select count(*) from t where x >= 100")).isEqualTo("2");
  }

  @Test
  void afterAFailedForceNothingIsAcknowledgedUntilTheFileIsOpenedAgain() throws Exception {
    try (Connection writer = sqlite.connection();
        Connection transaction = sqlite.connection();
        Connection reader = sqlite.connection()) {
      transaction.setAutoCommit(false);
      forces.fail("the disk is gone");
      assertThatThrownBy(() -> insert(writer, 2))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("the disk is gone")
          .hasFieldOrPropertyWithValue("SQLState", "08007")
          .cause()
          .hasMessage("the disk is gone");
      forces.fail(null);
      assertThat(Sqlite.query(reader, "select count(*) from t"))
          .as("it is in the file")
          .isEqualTo("2");
      assertThatThrownBy(() -> insert(transaction, 3))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Nothing more is written")
          .hasFieldOrPropertyWithValue("SQLState", "08006");
      assertThat(Sqlite.query(reader, "select count(*) from t")).isEqualTo("2");
      try (Sqlite other = Sqlite.sharing(forces::of, file)) {
        assertThatThrownBy(other::connection).hasStackTraceContaining("can be opened again when");
      }
    }
    insert(3);
    insert(4);
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("4");
    assertThat(forces.isAllForced()).isTrue();
  }

  @Test
  void aFailedForceIsReportedToEachThatWaits() throws Exception {
    forces.hold();
    int before = forces.begun();
    List<Future<?>> all = new ArrayList<>();
    all.add(inserting(100));
    await().until(() -> forces.begun() == before + 1);
    for (int x = 101; x < 105; x++) {
      all.add(inserting(x));
    }
    awaitRows(6);
    forces.fail("the disk is full");
    forces.letGo();
    for (Future<?> each : all) {
      assertThatThrownBy(each::get).hasCauseInstanceOf(OutcomeUnknownException.class);
    }
    assertThat(forces.begun()).as("none tries again").isEqualTo(before + 1);
  }

  @Test
  void aTransactionThatIsOpenWhenASyncFailsIsNotCommitted() throws Exception {
    try (Connection transaction = sqlite.connection()) {
      transaction.setAutoCommit(false);
      insert(transaction, 2);
      try (Sqlite other = Sqlite.sharing(forces::of, file);
          Connection connection = other.connection()) {
        Sqlite.query(connection, "select 1");
        forces.fail("the disk is gone");
        LogSync sync = ProcessFile.of(file.toRealPath().toString()).logSync(forces::of);
        assertThatThrownBy(sync::sync).hasMessage("the disk is gone");
        forces.fail(null);
      }
      assertThatThrownBy(transaction::commit).hasFieldOrPropertyWithValue("SQLState", "08006");
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("1");
  }

  @Test
  void twoPoolsOnOneFileShareTheSyncs() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
    RecordedForces unused = new RecordedForces();
    try (Sqlite other = Sqlite.sharing(unused::of, link)) {
      forces.hold();
      int before = forces.begun();
      Future<?> first = inserting(100);
      await().until(() -> forces.begun() == before + 1);
      Future<?> second =
          threads.submit(
              () -> {
                other.execute("insert into t (x) values (101)");
                return null;
              });
      awaitRows(3);
      forces.letGo();
      first.get();
      second.get();
      sqlite.close();
      other.execute("insert into t (x) values (102)");
      assertThat(forces.isAllForced()).isTrue();
      assertThat(unused.begun()).isZero();
    }
  }

  @Test
  void theLogOfTheNextOpeningIsForcedNotTheLast() throws Exception {
    for (int round = 0; round < 3; round++) {
      sqlite.close();
      assertThat(folder.resolve("a.db-wal")).doesNotExist();
      sqlite = Sqlite.sharing(forces::of, file);
      insert(100 + round);
      assertThat(Files.size(folder.resolve("a.db-wal"))).isPositive();
      assertThat(forces.isAllForced()).isTrue();
    }
  }

  @Test
  void aPoolThatClosesMeanwhileTakesNothingBack() throws Exception {
    forces.hold();
    int before = forces.begun();
    List<Future<?>> inserts = new ArrayList<>();
    inserts.add(inserting(100));
    await().until(() -> forces.begun() == before + 1);
    inserts.add(inserting(101));
    awaitRows(3);
    Future<?> closing = threads.submit(sqlite::close);
    await().until(() -> isAborting() || closing.isDone());
    forces.letGo();
    for (Future<?> each : inserts) {
      each.get();
    }
    closing.get();
    await().untilAsserted(() -> assertThat(folder.resolve("a.db-wal")).doesNotExist());
    sqlite = Sqlite.sharing(forces::of, file);
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("3");
  }

  private static boolean isAborting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("sqlite-abort"));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreadsShareToo() throws Exception {
    try (AutoCloseable executor =
        (AutoCloseable) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)) {
      List<Future<?>> inserts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int x = 1000 + i;
        inserts.add(
            ((ExecutorService) executor)
                .submit(
                    () -> {
                      insert(x);
                      return null;
                    }));
      }
      for (Future<?> each : inserts) {
        each.get();
      }
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("501");
    assertThat(forces.isAllForced()).isTrue();
  }

  @Test
  void batchesTellTheOutcomeOfTheirEntries() throws Exception {
    try (Connection connection = sqlite.connection();
        PreparedStatement insert = connection.prepareStatement("insert into t (x) values (?)")) {
      for (int x = 2; x < 4; x++) {
        insert.setInt(1, x);
        insert.addBatch();
      }
      forces.fail("the disk is gone");
      assertThatThrownBy(insert::executeBatch).isInstanceOf(OutcomeUnknownException.class);
    }
  }

  @Test
  void batchesOfPlainStatementsTellTheOutcomeOfTheirEntries() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      statement.addBatch("insert into t (x) values (2)");
      statement.addBatch("insert into t (x) values (3)");
      forces.fail("the disk is gone");
      assertThatThrownBy(statement::executeBatch).isInstanceOf(OutcomeUnknownException.class);
    }
  }

  @Test
  void returningHandsOutNoRowThatMayBeGone() throws Exception {
    forces.fail("the disk is gone");
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(
              () -> {
                try (ResultSet row =
                    statement.executeQuery("insert into t (x) values (2) returning id")) {
                  row.next();
                }
              })
          .isInstanceOf(OutcomeUnknownException.class);
    }
  }
}
