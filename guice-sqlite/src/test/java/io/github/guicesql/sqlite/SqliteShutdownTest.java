package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/** What is left of a database when the registry has closed: the file. */
@Timeout(60)
final class SqliteShutdownTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void create() throws SQLException {
    file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (x)", "insert into t values (0)");
    }
  }

  /** On Linux, where the kernel tells; elsewhere the journal and the lock have to speak for it. */
  private List<String> openHandles() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.map(SqliteShutdownTest::target).filter(t -> t.startsWith(folder + "/")).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private void assertNothingIsLeft(String x) throws Exception {
    assertThat(openHandles()).isEmpty();
    assertThat(folder).isDirectoryContaining(file::equals);
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    try (Sqlite next = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1ms")) {
      assertThat(next.query("select x from t")).isEqualTo(x);
      next.execute("update t set x = 100");
    }
  }

  @FunctionalInterface
  private interface Use {
    void of(Connection connection) throws SQLException;
  }

  /** Borrows a connection, and uses it on another thread until the use fails. */
  private static CompletableFuture<Throwable> used(Connection connection, Use use) {
    return CompletableFuture.supplyAsync(() -> catchThrowable(() -> use.of(connection)));
  }

  private static boolean isInNativeStep() {
    return Stream.of(Thread.getAllStackTraces().values().toArray(StackTraceElement[][]::new))
        .flatMap(Stream::of)
        .anyMatch(
            frame ->
                frame.getClassName().equals("org.sqlite.core.NativeDB")
                    && frame.isNativeMethod()
                    && !frame.getMethodName().equals("interrupt"));
  }

  /** Each is still running when the pool closes. Committed before that is a row, in the log. */
  static Stream<Named<Use>> cutOff() {
    String endless = "with recursive n(i) as (select 1 union all select i + 1 from n) ";
    String write = endless + "insert into t select i from n where i < 0";
    return Stream.of(
        named("a query", c -> Sqlite.query(c, endless + "select max(i) from n")),
        named(
            "a query in a transaction",
            c -> {
              c.setAutoCommit(false);
              Sqlite.execute(c, "insert into t values (9)");
              Sqlite.query(c, endless + "select max(i) from n");
            }),
        named(
            "a query in a transaction begun by hand",
            c -> {
              Sqlite.execute(c, "begin", "insert into t values (9)");
              Sqlite.query(c, endless + "select max(i) from n");
            }),
        named(
            "a snapshot",
            c -> {
              c.setReadOnly(true);
              c.setAutoCommit(false);
              Sqlite.query(c, endless + "select max(i) + (select max(x) from t) from n");
            }),
        named("a write", c -> Sqlite.execute(c, write)),
        named(
            "a write by update",
            c -> {
              try (Statement statement = c.createStatement()) {
                statement.executeUpdate("insert into t values (0); " + write);
              }
            }),
        named(
            "a batch",
            c -> {
              try (PreparedStatement statement = c.prepareStatement(write)) {
                statement.addBatch();
                statement.executeBatch();
              }
            }),
        named(
            "the next row of a result",
            c -> {
              try (Statement statement = c.createStatement();
                  ResultSet rows =
                      statement.executeQuery(
                          endless
                              + "select i from n where i < 3 or i < 0 union all select x from t")) {
                while (rows.next()) {
                  assertThat(rows.getInt(1)).isNotNegative();
                }
              }
            }),
        named(
            "a query beside results that are open",
            c -> {
              try (PreparedStatement one = c.prepareStatement("select x from t");
                  PreparedStatement two = c.prepareStatement("select x from t");
                  PreparedStatement insert =
                      c.prepareStatement("insert into t values (0) returning x")) {
                one.executeQuery().next();
                two.execute();
                insert.executeQuery().next();
                insert.getGeneratedKeys().next();
                Sqlite.query(c, endless + "select max(i) from n");
              }
            }),
        named(
            "a borrower that tries again and again",
            c -> {
              while (!c.isClosed()) {
                Throwable failure =
                    catchThrowable(() -> Sqlite.query(c, endless + "select max(i) from n"));
                if (failure == null || String.valueOf(failure.getMessage()).contains("closed")) {
                  return;
                }
              }
            }));
  }

  private static Named<Use> named(String name, Use use) {
    return Named.of(name, use);
  }

  @ParameterizedTest
  @MethodSource
  void cutOff(Use use) throws Exception {
    Sqlite sqlite = Sqlite.at(Duration.ZERO, file);
    sqlite.execute("insert into t values (1)");
    CompletableFuture<Throwable> cutOff = used(sqlite.connection(), use);
    Awaitility.await().until(SqliteShutdownTest::isInNativeStep);
    sqlite.close();
    cutOff.get(20, TimeUnit.SECONDS);
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    Path copy = folder.resolve("copy.db");
    Files.copy(file, copy);
    try (Sqlite copied = Sqlite.at(copy)) {
      assertThat(copied.query("select max(x) from t")).isEqualTo("1");
      assertThat(copied.query("pragma integrity_check")).isEqualTo("ok");
    }
    Files.delete(copy);
    assertNothingIsLeft("0");
  }

  /** Such a connection closes when its function returns, and nobody waits for it. */
  @Test
  void aFunctionThatHeedsNoInterruptHoldsUpNobody() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    Sqlite sqlite = Sqlite.at(Duration.ZERO, file);
    sqlite.execute("insert into t values (1)");
    Connection other = sqlite.connection();
    Connection stuck = sqlite.connection();
    Function.create(
        stuck.unwrap(SQLiteConnection.class),
        "stuck",
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            running.countDown();
            boolean returns = false;
            while (!returns) {
              try {
                mayReturn.await();
                returns = true;
              } catch (InterruptedException e) {
                returns = false;
              }
            }
            result(1);
          }
        });
    CompletableFuture<Throwable> cutOff = used(stuck, c -> Sqlite.query(c, "select stuck()"));
    running.await();
    Connection otherPhysical = other.unwrap(SQLiteConnection.class);
    Connection stuckPhysical = stuck.unwrap(SQLiteConnection.class);
    sqlite.close(); // returns, although the function does not
    assertThat(otherPhysical.isClosed()).isTrue();
    assertThat(stuckPhysical.isClosed()).isFalse();
    mayReturn.countDown();
    cutOff.get(20, TimeUnit.SECONDS);
    Awaitility.await().until(stuckPhysical::isClosed);
    Awaitility.await().untilAsserted(() -> assertThat(openHandles()).isEmpty());
    assertNothingIsLeft("0");
  }

  @Test
  void aPoolThatWasNeverUsed() throws Exception {
    Sqlite.at(file).close();
    assertNothingIsLeft("0");
  }

  @Test
  void anIdlePool() throws Exception {
    for (int round = 0; round < 10; round++) {
      Sqlite sqlite = Sqlite.at(file, "SQLITE_SYNCHRONOUS", "off", "SQLITE_MAX_IDLE_CONNS", "10");
      sqlite.execute("update t set x = 0");
      HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> pool.getHikariPoolMXBean().getTotalConnections() >= 10);
      sqlite.close();
      assertThat(openHandles()).isEmpty();
      assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }
    assertNothingIsLeft("0");
  }

  /**
   * The driver's own connections, closed like this, leave the journal behind every now and then.
   */
  @Test
  void connectionsThatCloseAtTheSameMoment() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(10);
    CyclicBarrier together = new CyclicBarrier(10);
    try {
      for (int round = 0; round < 500; round++) {
        Properties properties = new Properties();
        properties.setProperty("journal_mode", "wal");
        properties.setProperty("synchronous", "off");
        properties.setProperty("busy_timeout", "5000");
        SqliteHandle source =
            new SqliteHandle(
                SqliteLocation.parse(file.toString()),
                properties,
                null,
                false,
                100,
                List.of(),
                new SqliteModule(),
                new HikariConfig());
        List<Callable<Void>> closing = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          Connection connection = source.open(null);
          Sqlite.execute(connection, "update t set x = 0");
          closing.add(
              () -> {
                together.await();
                connection.close();
                return null;
              });
        }
        for (Future<Void> closed : threads.invokeAll(closing)) {
          closed.get();
        }
        assertThat(folder.resolve("a.db-wal")).doesNotExist();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** So that it is known what the other tests would see if ours did nothing. */
  @Test
  void withThePoolAndTheDriverAsTheyComeABorrowedConnectionLivesOnUnseen() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + file);
    HikariDataSource pool = new HikariDataSource(config);
    Connection borrowed = pool.getConnection();
    Connection physical = borrowed.unwrap(Connection.class);
    Sqlite.execute(borrowed, "pragma journal_mode = wal", "begin immediate");
    pool.close();
    try {
      assertThat(physical.isClosed()).isFalse();
      assertThat(folder.resolve("a.db-wal")).exists();
      try (Sqlite next = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1ms")) {
        assertThatThrownBy(() -> next.execute("update t set x = 1"))
            .hasMessageContaining("SQLITE_BUSY");
      }
    } finally {
      physical.close();
    }
  }

  @Test
  void aBorrowedConnectionInAWriteTransaction() throws Exception {
    Sqlite sqlite = Sqlite.at(Duration.ZERO, file);
    Connection borrowed = sqlite.connection();
    borrowed.setAutoCommit(false);
    Sqlite.execute(borrowed, "update t set x = 1");
    sqlite.close();
    assertNothingIsLeft("0");
    assertThatThrownBy(() -> Sqlite.execute(borrowed, "update t set x = 2"))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(borrowed::commit).isInstanceOf(SQLException.class);
    borrowed.close();
    assertThatThrownBy(sqlite::connection).hasMessageContaining("The pool database.db is closed.");
  }

  @Test
  void aBorrowedConnectionThatComesHomeInTime() throws Exception {
    Sqlite sqlite = Sqlite.at(Duration.ofSeconds(30), file);
    Connection borrowed = sqlite.connection();
    borrowed.setAutoCommit(false);
    Sqlite.execute(borrowed, "update t set x = 1");
    CompletableFuture<Void> closing = CompletableFuture.runAsync(sqlite::close);
    Awaitility.await().until(() -> catchThrowable(sqlite::connection) instanceof SQLException);
    Sqlite.execute(borrowed, "update t set x = 2");
    borrowed.commit();
    borrowed.close();
    closing.get(20, TimeUnit.SECONDS);
    assertNothingIsLeft("2");
  }

  @Test
  void aStatementThatWouldRunForEver() throws Exception {
    Sqlite sqlite = Sqlite.at(Duration.ZERO, file);
    Connection borrowed = sqlite.connection();
    CompletableFuture<Throwable> endless =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowable(
                    () ->
                        Sqlite.query(
                            borrowed,
                            "with recursive n(x) as (select 1 union all select x + 1 from n)"
                                + " select count(*) from n")));
    Awaitility.await()
        .until(
            () ->
                Stream.of(Thread.getAllStackTraces().values().toArray(StackTraceElement[][]::new))
                    .flatMap(Stream::of)
                    .anyMatch(
                        frame ->
                            frame.getClassName().equals("org.sqlite.core.NativeDB")
                                && frame.getMethodName().equals("step")));
    sqlite.close();
    assertThat(endless.get(20, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    assertNothingIsLeft("0");
  }

  @Test
  void aThreadThatWaitsForAConnection() throws Exception {
    Sqlite sqlite = Sqlite.at(Duration.ZERO, file, "SQLITE_MAX_OPEN_CONNS", "1");
    Connection borrowed = sqlite.connection();
    CompletableFuture<Throwable> waiting =
        CompletableFuture.supplyAsync(() -> catchThrowable(sqlite::connection));
    HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
    Awaitility.await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
    sqlite.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("The pool database.db is closed.");
    borrowed.close();
    assertNothingIsLeft("0");
  }
}
