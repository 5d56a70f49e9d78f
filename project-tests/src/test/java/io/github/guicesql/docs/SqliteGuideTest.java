package io.github.guicesql.docs;

import static io.github.guicesql.docs.OpenDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.project.MarkdownTable;
import io.github.guicesql.project.MarkdownTable.Row;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/guides/sqlite.md says is so. */
@Timeout(120)
final class SqliteGuideTest {

  private static final String GUIDE = "docs/guides/sqlite.md";
  private static final int ACCOUNTS = 20_000;
  private static final long EACH = 100;
  private static final Duration WRITING = Duration.ofSeconds(30);

  @RegisterExtension final OpenDatabases databases = new OpenDatabases();
  @TempDir Path folder;
  private Path file;
  private DataSource db;

  @BeforeEach
  void open() throws SQLException {
    file = folder.resolve("app.db");
    db = at(file);
    execute(
        "create table accounts (id integer primary key, balance)",
        "create table notes (account references accounts, padding)");
    SqliteGuide.addAll(db, Collections.nCopies(ACCOUNTS, EACH));
  }

  private DataSource at(Object path) {
    ConfigSource config = ConfigSource.map(Map.of("sqlite.path", path.toString()));
    return databases.of(new SqliteModule(SqlOptions.defaults().withConfig(config)));
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  enum Backup {
    VACUUM_INTO {
      @Override
      void make(DataSource db, Path copy) throws SQLException {
        SqliteGuide.vacuumInto(db, copy);
      }
    },
    BACK_UP_TO {
      @Override
      void make(DataSource db, Path copy) throws SQLException {
        SqliteGuide.backUpTo(db, copy);
      }
    };

    abstract void make(DataSource db, Path copy) throws SQLException;
  }

  /**
   * Money moves all the while, but none is made: a copy of one moment has as much as the file. A
   * copy that would wait for the end of the writing is made too late.
   */
  @ParameterizedTest
  @EnumSource
  void aCopyOfALiveFileIsOfOneMoment(Backup backup) throws Exception {
    execute(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)"
            + " insert into notes select 1, randomblob(4000) from n");
    long end = System.nanoTime() + WRITING.toNanos();
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        writers.add(threads.submit(() -> moveMoney(end, stop, writing)));
      }
      writing.await();
      Path copy = folder.resolve("copy.db");
      backup.make(db, copy);
      assertThat(System.nanoTime() - end).as("after the end of the writing").isNegative();
      stop.set(true);
      for (Future<Integer> writer : writers) {
        assertThat(writer.get()).isPositive();
      }
      assertIsWhole(at(copy));
      assertIsWhole(db);
    } finally {
      stop.set(true);
      threads.shutdown();
    }
  }

  private int moveMoney(long end, AtomicBoolean stop, CountDownLatch writing) throws SQLException {
    int transfers = 0;
    while (!stop.get() && System.nanoTime() - end < 0) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      int from = random.nextInt(1, ACCOUNTS + 1);
      SqliteGuide.transfer(db, from, random.nextInt(1, ACCOUNTS + 1), random.nextInt(50));
      if (transfers++ == 0) {
        writing.countDown();
      }
    }
    return transfers;
  }

  private static void assertIsWhole(DataSource copy) throws SQLException {
    assertThat(query(copy, "pragma integrity_check")).isEqualTo("ok");
    assertThat(SqliteGuide.report(copy)).containsExactly(ACCOUNTS, ACCOUNTS * EACH);
  }

  @Test
  void aBatchInAutoCommitModeIsATransactionForEachRow() throws Exception {
    try (Connection connection = db.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into accounts (id) values (?)")) {
      for (int id : new int[] {ACCOUNTS + 1, ACCOUNTS + 2, 1}) {
        insert.setInt(1, id);
        insert.addBatch();
      }
      assertThatThrownBy(insert::executeBatch).isInstanceOf(SQLException.class);
    }
    assertThat(query(db, "select count(*) from accounts")).isEqualTo("" + (ACCOUNTS + 2));
  }

  @Test
  void aBackupReplacesTheLastOne() throws Exception {
    Path copy = folder.resolve("copy.db");
    SqliteGuide.backUpTo(db, copy);
    execute("delete from accounts where id > 10");
    SqliteGuide.backUpTo(db, copy);
    assertThat(query(at(copy), "select count(*) from accounts")).isEqualTo("10");
  }

  /** Money that is moved before the backup is back is lost with the account that it went to. */
  @Test
  void aBackupIsRestoredWhileOthersWork() throws Exception {
    Path copy = folder.resolve("copy.db");
    SqliteGuide.vacuumInto(db, copy);
    execute("delete from accounts where id > 10");
    long end = System.nanoTime() + WRITING.toNanos();
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        writers.add(threads.submit(() -> moveMoney(end, stop, writing)));
      }
      writing.await();
      SqliteGuide.restoreFrom(db, copy);
      assertIsWhole(db);
      stop.set(true);
      for (Future<Integer> writer : writers) {
        assertThat(writer.get()).isPositive();
      }
      assertIsWhole(db);
    } finally {
      stop.set(true);
      threads.shutdown();
    }
  }

  @Test
  void everyConnectionHasTheFunction() throws Exception {
    ConfigSource config = ConfigSource.map(Map.of("sqlite.path", file.toString()));
    DataSource db =
        databases.of(SqliteGuide.withDistance(SqlOptions.defaults().withConfig(config)));
    assertThat(query(db, "select distance(3, 7)")).isEqualTo("4.0");
  }

  @Test
  void aCompactCopyIsNotWrittenOverADatabase() throws Exception {
    Path copy = folder.resolve("copy.db");
    SqliteGuide.vacuumInto(db, copy);
    assertThatThrownBy(() -> SqliteGuide.vacuumInto(db, copy))
        .hasMessageContaining("output file already exists");
  }

  @Test
  void aTransferThatIsNotPossibleChangesNothing() throws Exception {
    SqliteGuide.transfer(db, 1, 2, EACH + 1);
    SqliteGuide.transfer(db, 3, 4, EACH);
    assertThat(query(db, "select group_concat(balance) from accounts where id < 5"))
        .isEqualTo("100,100,0,200");
  }

  @Test
  void aSnapshotRefusesToWrite() throws Exception {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> statement.execute("delete from notes"))
          .hasMessageContaining("SQLITE_READONLY");
    }
  }

  @Test
  void aTableIsRebuiltUnderItsForeignKeys() throws Exception {
    execute("insert into notes values (1, 'kept')");
    SqliteGuide.rebuild(db);
    assertThat(query(db, "select count(*) from accounts")).isEqualTo("" + ACCOUNTS);
    assertThat(query(db, "select padding from notes")).isEqualTo("kept");
    assertThat(query(db, "pragma foreign_keys")).isEqualTo("1");
    assertThatThrownBy(() -> execute("insert into notes values (-1, '')"))
        .hasMessageContaining("SQLITE_CONSTRAINT_FOREIGNKEY");
  }

  @Test
  void aLongReaderKeepsTheLogFromBeingUsedAgain() throws Exception {
    Path log = folder.resolve("app.db-wal");
    try (Connection reader = db.getConnection();
        Statement statement = reader.createStatement()) {
      reader.setReadOnly(true);
      reader.setAutoCommit(false);
      statement.executeQuery("select count(*) from notes").close();
      for (int i = 0; i < 20; i++) {
        writeAMegabyte();
      }
      assertThat(Files.size(log)).isGreaterThan(20 << 20);
      reader.commit();
    }
    assertThat(query(db, "pragma wal_checkpoint(truncate)")).isEqualTo("0");
    assertThat(Files.size(log)).isZero();
    for (int i = 0; i < 20; i++) {
      writeAMegabyte();
    }
    assertThat(Files.size(log)).isLessThan(10 << 20);
  }

  private void writeAMegabyte() throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into notes values (1, randomblob(1048576))")) {
      insert.executeUpdate();
    }
  }

  @Test
  void closingLeavesTheFileAlone() throws Exception {
    query(db, "select count(*) from accounts");
    assertThat(folder).isDirectoryContaining("glob:**/app.db-wal");
    databases.registry().close();
    assertThat(folder.toFile().list()).containsExactly("app.db");
  }

  static List<Row> parameters() {
    return MarkdownTable.of(GUIDE, "parameter").rows();
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aParameterSetsWhatTheGuideSays(Row row) throws Exception {
    String pragma = row.codes(1).get(0);
    for (String parameter : row.codes(0)) {
      Path own = folder.resolve(parameter.replaceAll("\\W", "") + ".db");
      assertThat(query(at(own + "?" + parameter), "pragma " + pragma))
          .as(parameter)
          .isEqualTo(row.codes(2).get(0));
    }
  }

  static List<Row> refusedParameters() {
    return MarkdownTable.of(GUIDE, "refused").rows();
  }

  @ParameterizedTest
  @MethodSource("refusedParameters")
  void aParameterIsRefusedAsTheGuideSays(Row row) {
    for (String parameter : row.codes(0)) {
      String said = row.cells().get(1).replace("`", "");
      assertThatThrownBy(() -> at(file + "?" + parameter))
          .hasMessageContaining(said)
          .hasMessageContaining(parameter.replaceAll("=.*", ""));
    }
  }

  static List<Row> places() {
    return MarkdownTable.of(GUIDE, "`SQLITE_PATH`").rows();
  }

  /** Run in the folder of the test: the guide's paths are relative. */
  @ParameterizedTest
  @MethodSource("places")
  void aPlaceIsWhereTheGuideSays(Row row) throws IOException, SQLException {
    Files.createDirectories(folder.resolve("data"));
    if (row.cells().get(0).contains("mode=ro")) {
      query(at(folder.resolve("data/app.db")), "pragma schema_version");
    }
    for (String place : row.codes(0)) {
      String there = place.replace("data/", folder + "/data/");
      DataSource opened = at(there);
      if (row.codes(1).isEmpty()) {
        assertThat(query(opened, "select file from pragma_database_list")).doesNotContain("data");
      } else {
        assertThat(query(opened, "select file from pragma_database_list"))
            .isEqualTo(folder.resolve(row.codes(1).get(0)).toRealPath().toString());
      }
    }
  }
}
