package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts without a statement, savepoints of one name, and how many connections there are. */
class SqliteEdgesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ";", " ; ;\n", "-- nothing", "/* nothing */ ;", "/* open", "\0"})
  void aTextWithoutAStatementIsRefusedEachTime(String sql) throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 2; i++) {
        assertThatItIsRefused(() -> connection.prepareStatement(sql));
        assertThatItIsRefused(() -> statement.execute(sql));
        assertThatItIsRefused(() -> statement.executeQuery(sql));
        assertThatItIsRefused(() -> statement.addBatch(sql));
      }
      assertThat(Sqlite.query(connection, "select 1")).isEqualTo("1");
    }
  }

  private interface Action {
    void run() throws SQLException;
  }

  private static void assertThatItIsRefused(Action action) {
    SQLException refusal = Sqlite.failure(action::run);
    assertThat(refusal.getMessage()).isEqualTo("The SQL text has no statement.");
    assertThat(refusal.getSQLState()).isEqualTo("42601");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- one\nselect 1",
        "/**/select 1",
        ";select 1",
        "\uFEFFselect 1",
        "/*;*/ select 1"
      })
  void aStatementBehindACommentIsOne(String sql) throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      assertThat(statement.executeQuery().getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void eachOfTwoSavepointsOfOneNameIsFound() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "create table t (x)");
      connection.setAutoCommit(false);
      Savepoint first = connection.setSavepoint("same");
      Sqlite.execute(connection, "insert into t values (1)");
      Savepoint second = connection.setSavepoint("same");
      Sqlite.execute(connection, "insert into t values (2)");
      connection.rollback(second);
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("1");
      connection.rollback(first);
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("0");
      assertThat(Sqlite.stateOf(() -> connection.rollback(second))).isEqualTo("3B001");
      assertThat(first.getSavepointName()).isEqualTo("same");
      connection.releaseSavepoint(first);
      assertThat(Sqlite.stateOf(() -> connection.releaseSavepoint(first))).isEqualTo("3B001");
      connection.commit();
    }
  }

  @Test
  void aSavepointOfAnotherConnectionIsNotFound() throws Exception {
    try (Sqlite sqlite = Sqlite.at(":memory:");
        Connection one = sqlite.connection();
        Connection other = sqlite.connection()) {
      one.setAutoCommit(false);
      one.setReadOnly(true);
      other.setAutoCommit(false);
      other.setReadOnly(true);
      Savepoint ofOne = one.setSavepoint();
      Savepoint ofOther = other.setSavepoint();
      assertThat(Sqlite.stateOf(() -> one.rollback(ofOther))).isEqualTo("3B001");
      one.rollback(ofOne);
      one.rollback();
      other.rollback();
    }
  }

  @Test
  void connectionsAreOpenedAsTheyAreNeeded() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"))) {
      HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
      assertThat(pool.getMinimumIdle()).isEqualTo(1);
      for (int i = 0; i < 100; i++) {
        sqlite.query("select 1");
      }
      assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
      List<Connection> borrowed = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        borrowed.add(sqlite.connection());
      }
      assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(16);
      for (Connection connection : borrowed) {
        connection.close();
      }
    }
  }

  @Test
  void idleConnectionsCanBeKept() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"), "SQLITE_MAX_IDLE_CONNS", "3")) {
      HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
      assertThat(pool.getMinimumIdle()).isEqualTo(3);
    }
  }
}
