package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

/** What every connection of the pool is set to, and that it is still the driver's connection. */
final class SqliteDefaultsTest {

  @TempDir Path folder;

  @Test
  void everyConnectionHasTheSettings() throws Exception {
    List<Connection> connections = new ArrayList<>();
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"), "SQLITE_MAX_OPEN_CONNS", "3")) {
      for (int i = 0; i < 3; i++) {
        Connection connection = sqlite.connection();
        connections.add(connection);
        assertThat(Sqlite.query(connection, "pragma journal_mode")).isEqualTo("wal");
        assertThat(Sqlite.query(connection, "pragma synchronous")).isEqualTo("2");
        assertThat(Sqlite.query(connection, "pragma foreign_keys")).isEqualTo("1");
        assertThat(Sqlite.query(connection, "pragma busy_timeout")).isEqualTo("5000");
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(connection.isReadOnly()).isFalse();
      }
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void theKeysChangeThem() throws Exception {
    try (Sqlite sqlite =
        Sqlite.at(
            folder.resolve("a.db"),
            "SQLITE_JOURNAL_MODE",
            "DELETE",
            "SQLITE_SYNCHRONOUS",
            "normal",
            "SQLITE_BUSY_TIMEOUT",
            "1m",
            "SQLITE_MAX_OPEN_CONNS",
            "2")) {
      assertThat(sqlite.query("pragma journal_mode")).isEqualTo("delete");
      assertThat(sqlite.query("pragma synchronous")).isEqualTo("1");
      assertThat(sqlite.query("pragma busy_timeout")).isEqualTo("60000");
      HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
      assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
      assertThat(pool.getPoolName()).isEqualTo("database.db");
    }
  }

  @Test
  void foreignKeysAreEnforced() throws Exception {
    try (Sqlite sqlite = Sqlite.at(":memory:")) {
      sqlite.execute(
          "create table parent (id integer primary key)",
          "create table child (parent references parent)");
      assertThatThrownBy(() -> sqlite.execute("insert into child values (1)"))
          .hasMessageContaining("SQLITE_CONSTRAINT_FOREIGNKEY");
    }
  }

  @Test
  void theDriversConnectionCanBeUnwrappedAndUsed() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      assertThat(connection.isWrapperFor(SQLiteConnection.class)).isTrue();
      assertThat(connection.unwrap(SQLiteConnection.class).getBusyTimeout()).isEqualTo(5000);
      Sqlite.execute(connection, "create table t (x)", "insert into t values (7)");
      Sqlite.execute(connection, "backup to '" + folder.resolve("copy.db") + "'");
    }
    try (Sqlite copy = Sqlite.at(folder.resolve("copy.db"))) {
      assertThat(copy.query("select x from t")).isEqualTo("7");
    }
  }

  @Test
  void generatedKeysBatchesAndReturningWorkInsideATransaction() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "create table t (id integer primary key, x)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("insert into t (x) values (?)")) {
        insert.setString(1, "one");
        assertThat(insert.executeUpdate()).isEqualTo(1);
        try (ResultSet keys = insert.getGeneratedKeys()) {
          assertThat(keys.next()).isTrue();
          assertThat(keys.getLong(1)).isEqualTo(1);
        }
        for (String x : List.of("two", "three")) {
          insert.setString(1, x);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).containsExactly(1, 1);
      }
      assertThat(Sqlite.query(connection, "insert into t (x) values ('four') returning id"))
          .isEqualTo("4");
      connection.commit();
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("4");
      connection.commit();
    }
  }
}
