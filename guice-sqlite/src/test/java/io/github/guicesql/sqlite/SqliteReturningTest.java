package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Rows that a write returns are true: what was read is stored, or the write has failed. */
final class SqliteReturningTest {

  private static final String ORPHAN = "insert into child (parent) values (99) returning id";

  enum Source {
    DRIVER,
    OURS
  }

  @TempDir Path folder;
  private Path file;
  private Sqlite sqlite;

  @BeforeEach
  void open() throws SQLException {
    file = folder.resolve("a.db");
    sqlite = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "100ms");
    sqlite.execute(
        "create table t (id integer primary key, a, b)",
        "create table parent (id integer primary key)",
        "create table child (id integer primary key,"
            + " parent integer references parent deferrable initially deferred)");
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  private Connection connect(Source source) throws SQLException {
    if (source == Source.OURS) {
      return sqlite.connection();
    }
    SQLiteConfig config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    SQLiteDataSource driver = new SQLiteDataSource(config);
    driver.setUrl("jdbc:sqlite:" + file);
    return driver.getConnection();
  }

  /** So that it is known what the other tests would see if ours did nothing. */
  @Test
  void withTheDriverAsItComesAKeyIsReadAndNothingIsStored() throws Exception {
    try (Connection connection = connect(Source.DRIVER);
        PreparedStatement insert = connection.prepareStatement(ORPHAN)) {
      try (ResultSet key = insert.executeQuery()) {
        assertThat(key.next()).isTrue();
        assertThat(key.getInt(1)).isEqualTo(1);
      }
    }
    assertThat(sqlite.query("select count(*) from child")).isEqualTo("0");
  }

  @Test
  void aWriteThatCannotCommitFailsWhereItIsRun() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(ORPHAN)) {
      for (int round = 0; round < 2; round++) {
        assertThatThrownBy(() -> statement.executeQuery(ORPHAN))
            .hasMessageContaining("FOREIGN KEY");
        assertThatThrownBy(() -> statement.execute(ORPHAN)).hasMessageContaining("FOREIGN KEY");
        assertThatThrownBy(prepared::executeQuery).hasMessageContaining("FOREIGN KEY");
        assertThatThrownBy(prepared::execute).hasMessageContaining("FOREIGN KEY");
        sqlite.execute("insert into t (a) values (1)"); // no lock is left
      }
      Sqlite.execute(connection, "insert into parent values (99)");
      assertThat(keys(prepared.executeQuery())).containsExactly(1L);
    }
    assertThat(sqlite.query("select count(*) from child")).isEqualTo("1");
  }

  @Test
  void noLockStaysBehindAnOpenResult() throws Exception {
    String insert = "insert into t (a) values (1), (2) returning id";
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(insert);
        ResultSet first = statement.executeQuery(insert);
        ResultSet second = prepared.executeQuery()) {
      assertThat(first.next()).isTrue();
      assertThat(second.next()).isTrue();
      sqlite.execute("insert into t (a) values (3)");
      assertThat(sqlite.query("select count(*) from t")).isEqualTo("5");
      assertThat(first.next()).isTrue();
      assertThat(first.getLong(1)).isEqualTo(2);
      assertThat(second.next()).isTrue();
      assertThat(second.getLong("id")).isEqualTo(4);
      assertThat(second.next()).isFalse();
    }
  }

  @Test
  void aTransactionCommitsWhileTheRowsAreBeingRead() throws Exception {
    try (Connection connection = sqlite.connection();
        PreparedStatement insert =
            connection.prepareStatement("insert into t (a) values (1), (2) returning id")) {
      connection.setAutoCommit(false);
      try (ResultSet rows = insert.executeQuery()) {
        assertThat(rows.next()).isTrue();
        connection.commit();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(2);
      }
      assertThat(keys(insert.executeQuery())).containsExactly(3L, 4L);
      connection.commit();
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("4");
  }

  private static List<Long> keys(ResultSet rows) throws SQLException {
    try (rows) {
      List<Long> keys = new ArrayList<>();
      while (rows.next()) {
        keys.add(rows.getLong(1));
      }
      return keys;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRowsAreTheDriversRows(Source source) throws SQLException {
    String sql =
        "insert into t (a, b) values (9223372036854775807, 0.1), (null, x'00ff'), ('', x''),"
            + " ('\u00fc''\"', 1e308) returning id, a as \"the \"\"a\"\"\", b, a, typeof(b), id * 2";
    try (Connection connection = connect(source);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      ResultSetMetaData columns = rows.getMetaData();
      List<String> labels = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        labels.add(columns.getColumnLabel(i));
      }
      assertThat(labels).containsExactly("id", "the \"a\"", "b", "a", "typeof(b)", "id * 2");
      assertThat(rows.isBeforeFirst()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong("the \"a\"")).isEqualTo(Long.MAX_VALUE);
      assertThat(rows.getObject("a")).isEqualTo(Long.MAX_VALUE);
      assertThat(rows.getDouble(3)).isEqualTo(0.1);
      assertThat(rows.getInt(6)).isEqualTo(2);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(2)).isNull();
      assertThat(rows.wasNull()).isTrue();
      assertThat(rows.getBytes(3)).containsExactly(0, 0xff);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(2)).isEmpty();
      assertThat(rows.getString(5)).isEqualTo("blob");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(2)).isEqualTo("\u00fc'\"");
      assertThat(rows.getDouble(3)).isEqualTo(1e308);
      assertThat(rows.next()).isFalse();
      assertThat(rows.getRow()).isEqualTo(4);
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPreparedOneRunsAgainAndAgain(Source source) throws SQLException {
    try (Connection connection = connect(source);
        PreparedStatement insert =
            connection.prepareStatement("insert into t (a) values (?) returning id, a")) {
      for (int i = 1; i <= 5; i++) {
        insert.setInt(1, i * 10);
        assertThat(insert.execute()).isTrue();
        ResultSet rows = insert.getResultSet();
        assertThat(rows.next()).isTrue();
        insert.clearParameters();
        assertThat(rows.getInt(1)).isEqualTo(i);
        assertThat(rows.getInt(2)).isEqualTo(i * 10);
        if (i % 2 == 0) {
          assertThat(rows.next()).isFalse();
          rows.close();
        }
      }
      assertThat(insert.getParameterMetaData().getParameterCount()).isEqualTo(1);
    }
    assertThat(sqlite.query("select count(*) from t where a > 0")).isEqualTo("5");
  }

  @ParameterizedTest
  @EnumSource
  void noRowAtAll(Source source) throws SQLException {
    try (Connection connection = connect(source);
        PreparedStatement update =
            connection.prepareStatement("update t set a = 1 where id < 0 returning id");
        ResultSet rows = update.executeQuery()) {
      assertThat(rows.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyRows(Source source) throws SQLException {
    String sql =
        "with n(x) as (select 1 union all select x + 1 from n where x < 20000)"
            + " insert into t (a, b) select x, 'row ' || x from n returning a, b";
    try (Connection connection = connect(source);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      for (int i = 1; i <= 20_000; i++) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(i);
        assertThat(rows.getString(2)).isEqualTo("row " + i);
      }
      assertThat(rows.next()).isFalse();
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("20000");
  }

  @Test
  void aPragmaThatChangesTheFileRunsToItsEnd() throws SQLException {
    sqlite.execute(
        "pragma auto_vacuum = incremental",
        "vacuum",
        "insert into t (a) values (zeroblob(100000))",
        "delete from t");
    try (Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "pragma incremental_vacuum");
      assertThat(Sqlite.query(connection, "pragma freelist_count")).isEqualTo("0");
    }
  }

  /** A batch that returns rows is refused before it has stored any. */
  @Test
  void aBatchThatReturnsRowsStoresNone() throws SQLException {
    String sql = "insert into t (a) values (1) returning id";
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(sql)) {
      statement.addBatch(sql);
      assertThatThrownBy(statement::executeBatch).hasMessageContaining("returns results");
      prepared.addBatch();
      assertThatThrownBy(prepared::executeBatch).hasMessageContaining("returns results");
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("0");
  }
}
