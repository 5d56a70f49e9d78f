package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** What a borrower leaves does not reach the next one, who has the same connection. */
final class SqliteReturnTest {

  enum Source {
    DRIVER,
    OURS
  }

  @TempDir Path folder;
  private Sqlite sqlite;

  @BeforeEach
  void open() throws SQLException {
    sqlite = Sqlite.at(folder.resolve("a.db"), "SQLITE_MAX_OPEN_CONNS", "1");
    sqlite.execute("create table t (x integer)", "insert into t values (0)");
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  private Connection connect(Source source) throws SQLException {
    if (source == Source.OURS) {
      return sqlite.connection();
    }
    SQLiteDataSource driver = new SQLiteDataSource();
    driver.setUrl("jdbc:sqlite:" + folder.resolve("a.db"));
    return driver.getConnection();
  }

  @FunctionalInterface
  private interface Use {
    void of(Statement statement) throws SQLException;
  }

  /** JDBC says so of every method; the driver's plain statement checks it nowhere. */
  @Test
  void aPlainStatementIsOfNoUseAfterItsConnectionWasClosed() throws Exception {
    Statement stale;
    Statement withBatch;
    try (Connection connection = sqlite.connection()) {
      stale = connection.createStatement();
      withBatch = connection.createStatement();
      withBatch.addBatch("insert into t values (9)");
    }
    List<Use> uses =
        List.of(
            s -> s.execute("insert into t values (9)"),
            s -> s.execute("insert into t values (9)", Statement.RETURN_GENERATED_KEYS),
            s -> s.executeUpdate("insert into t values (9)"),
            s -> s.executeUpdate("insert into t values (9)", Statement.RETURN_GENERATED_KEYS),
            s -> s.executeLargeUpdate("insert into t values (9)"),
            s -> s.executeQuery("insert into t values (9) returning x"),
            s -> s.executeQuery("select 1"),
            s -> s.addBatch("insert into t values (9)"),
            s -> withBatch.executeBatch(),
            s -> withBatch.executeLargeBatch(),
            Statement::getGeneratedKeys,
            s -> s.execute("commit"));
    try (Connection next = sqlite.connection()) {
      next.setAutoCommit(false);
      Sqlite.execute(next, "insert into t values (1)");
      for (int i = 0; i < uses.size(); i++) {
        Use use = uses.get(i);
        assertThatThrownBy(() -> use.of(stale)).as("use %d", i).isInstanceOf(SQLException.class);
      }
      stale.cancel();
      next.rollback();
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource
  void aSavepointInAutoCommitModeCommitsWhenItIsReleased(Source source) throws Exception {
    try (Connection connection = connect(source)) {
      Savepoint outer = connection.setSavepoint();
      Sqlite.execute(connection, "insert into t values (1)");
      Savepoint inner = connection.setSavepoint("inner");
      Sqlite.execute(connection, "insert into t values (2)");
      connection.rollback(inner);
      connection.releaseSavepoint(inner);
      connection.releaseSavepoint(outer);
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0,1");
  }

  @Test
  void autoCommitIsBackWhenItsTransactionHasEnded() throws Exception {
    try (Connection connection = sqlite.connection()) {
      Savepoint savepoint = connection.setSavepoint();
      assertThat(connection.getMetaData().getConnection().getAutoCommit()).isFalse();
      Sqlite.execute(connection, "insert into t values (1)");
      connection.releaseSavepoint(savepoint);
      Sqlite.execute(connection, "insert into t values (2)");
      connection.setSavepoint();
      Sqlite.execute(connection, "insert into t values (3)");
      connection.commit();
      Sqlite.execute(connection, "insert into t values (4)");
      connection.setSavepoint();
      Sqlite.execute(connection, "insert into t values (5)");
      connection.rollback();
      Sqlite.execute(connection, "insert into t values (6)");
      assertThat(connection.getMetaData().getConnection().getAutoCommit()).isTrue();
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0,1,2,3,4,6");
  }

  @Test
  void metaDataIsThereForEachBorrower() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Connection connection = sqlite.connection();
          ResultSet tables = connection.getMetaData().getTables(null, null, "t", null);
          ResultSet types = connection.getMetaData().getTypeInfo()) {
        assertThat(tables.next()).isTrue();
        assertThat(types.next()).isTrue();
      }
    }
  }
}
