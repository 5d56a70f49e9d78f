package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** SQLite ends a transaction by itself, or by SQL: nothing that follows may run in none. */
@Timeout(60)
final class SqliteLostTransactionTest {

  private static final String CONFLICT = "insert or rollback into u values (1)";

  @TempDir Path folder;
  private Sqlite sqlite;

  @BeforeEach
  void open() throws SQLException {
    sqlite = Sqlite.at(folder.resolve("a.db"), "SQLITE_BUSY_TIMEOUT", "100ms");
    sqlite.execute(
        "create table t (x integer)",
        "create table u (x integer unique)",
        "insert into u values (1)",
        "create table r (x integer)",
        "create trigger refuse before insert on r begin select raise(rollback, 'refused'); end");
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private static void withStatement(Connection connection, String sql) throws SQLException {
    Sqlite.execute(connection, sql);
  }

  private static void prepared(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static void batch(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("insert into t values (5)");
      statement.addBatch(sql);
      statement.executeBatch();
    }
  }

  private static void preparedBatch(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.addBatch();
      statement.executeBatch();
    }
  }

  private static void update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("insert into t values (5); " + sql + "; insert into t values (6)");
    }
  }

  private static void query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery(sql + " returning x").close();
    }
  }

  private static void driver(Connection connection, String sql) throws SQLException {
    connection.unwrap(SQLiteConnection.class).getDatabase().exec(sql, false);
  }

  /** So that it is known what the other tests would see if ours did nothing. */
  @Test
  void withTheDriverAsItComesWhatFollowsIsStored() throws Exception {
    SQLiteDataSource driver = new SQLiteDataSource();
    driver.setUrl("jdbc:sqlite:" + folder.resolve("a.db"));
    try (Connection connection = driver.getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> Sqlite.execute(connection, CONFLICT)).isNotNull();
      Sqlite.execute(connection, "insert into t values (2)");
    }
    assertThat(sqlite.query("select x from t")).isEqualTo("2");
  }

  @Test
  void whatFollowsIsRefusedUntilTheRollback() throws Exception {
    List<Work> ways =
        List.of(
            c -> withStatement(c, CONFLICT),
            c -> withStatement(c, "insert into r values (1)"),
            c -> prepared(c, CONFLICT),
            c -> prepared(c, "insert into r values (1)"),
            c -> batch(c, CONFLICT),
            c -> preparedBatch(c, CONFLICT),
            c -> update(c, CONFLICT),
            c -> query(c, CONFLICT),
            c -> driver(c, CONFLICT));
    for (int i = 0; i < ways.size(); i++) {
      Work way = ways.get(i);
      try (Connection connection = sqlite.connection();
          PreparedStatement insert = connection.prepareStatement("insert into t values (2)")) {
        connection.setAutoCommit(false);
        Sqlite.execute(connection, "insert into t values (1)");
        assertThatThrownBy(() -> way.on(connection))
            .as("way %d", i)
            .isInstanceOf(SQLException.class);
        List<Work> refused =
            List.of(
                c -> Sqlite.execute(c, "insert into t values (2)"),
                c -> Sqlite.query(c, "select 1"),
                c -> Sqlite.execute(c, "commit"),
                c -> insert.executeUpdate(),
                c -> preparedBatch(c, "insert into t values (2)"),
                c -> batch(c, "insert into t values (2)"),
                Connection::commit,
                Connection::setSavepoint,
                c -> c.setAutoCommit(true));
        for (Work next : refused) {
          SQLException e = catchThrowableOfType(SQLException.class, () -> next.on(connection));
          assertThat(e.getSQLState()).as("way %d", i).isEqualTo("25P02");
          assertThat(e.getMessage()).contains("SQLite has rolled the transaction back");
        }
        sqlite.execute("update u set x = 1"); // the permit is free: nobody waits beside a free lock
        connection.rollback();
        Sqlite.execute(connection, "insert into t values (" + (10 + i) + ")");
        connection.commit();
      }
      assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("" + (10 + i));
      sqlite.execute("delete from t");
    }
  }

  @Test
  void theRefusalSaysWhy() throws Exception {
    try (Connection connection = sqlite.connection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> Sqlite.execute(connection, CONFLICT)).isNotNull();
      assertThatThrownBy(() -> Sqlite.query(connection, "select 1"))
          .hasMessageContaining("UNIQUE constraint failed: u.x")
          .hasRootCauseMessage(
              "[SQLITE_CONSTRAINT_UNIQUE] A UNIQUE constraint failed (UNIQUE constraint failed:"
                  + " u.x)");
    }
  }

  @Test
  void aConnectionReturnedInThisStateIsAsGoodAsNew() throws Exception {
    for (int i = 0; i < 40; i++) {
      try (Connection connection = sqlite.connection()) {
        connection.setAutoCommit(false);
        assertThatThrownBy(() -> Sqlite.execute(connection, CONFLICT)).isNotNull();
      }
      sqlite.execute("insert into t values (1)");
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("40");
  }

  @Test
  void aFailureThatOnlyUndoesItsStatementLosesNothing() throws Exception {
    try (Connection connection = sqlite.connection()) {
      connection.setAutoCommit(false);
      Sqlite.execute(connection, "insert into t values (1)");
      assertThatThrownBy(() -> Sqlite.execute(connection, "insert into u values (1)")).isNotNull();
      assertThatThrownBy(() -> Sqlite.execute(connection, "insert into no values (1)")).isNotNull();
      Sqlite.execute(connection, "insert into t values (2)");
      connection.commit();
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("1,2");
  }

  /** A write that is cancelled takes its transaction with it; a read does not. */
  @Test
  void aCancelledWriteLosesItsTransaction() throws Exception {
    String endless = "with recursive n(i) as (select 1 union all select i + 1 from n) ";
    try (Connection connection = sqlite.connection();
        PreparedStatement read = connection.prepareStatement(endless + "select max(i) from n");
        PreparedStatement write =
            connection.prepareStatement(endless + "insert into t select 1 from n where i < 0")) {
      connection.setAutoCommit(false);
      Sqlite.execute(connection, "insert into t values (1)");
      assertThatThrownBy(() -> cancelled(read)).hasMessageContaining("interrupt");
      Sqlite.execute(connection, "insert into t values (2)");
      assertThatThrownBy(() -> cancelled(write)).hasMessageContaining("interrupt");
      assertThatThrownBy(() -> Sqlite.execute(connection, "insert into t values (3)"))
          .hasMessageContaining("SQLite has rolled the transaction back");
      connection.rollback();
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("0");
  }

  private static void cancelled(PreparedStatement statement) throws Exception {
    FutureTask<Void> cancelling =
        new FutureTask<>(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                statement.cancel();
                Thread.onSpinWait();
              }
              return null;
            });
    Thread canceller = new Thread(cancelling);
    canceller.start();
    try {
      statement.execute();
    } finally {
      canceller.interrupt();
      cancelling.get();
    }
  }

  @Test
  void aTransactionThatEndsByHandEnds() throws Exception {
    try (Connection connection = sqlite.connection()) {
      connection.setAutoCommit(false);
      for (String end : List.of("commit", "END", "rollback", "/* no */ rollback transaction")) {
        Sqlite.execute(connection, "insert into t values (1)");
        prepared(connection, end);
        sqlite.execute("insert into t values (10)"); // nobody has to wait
        Sqlite.execute(connection, "insert into t values (2)");
        connection.rollback();
      }
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("1,10,1,10,10,10");
  }

  @Test
  void nothingRunsBehindTheEndOfATransactionInTheSameText() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(
              () -> statement.executeUpdate("insert into t values (1); commit; delete from u"))
          .hasMessageContaining("Run it by itself");
      connection.commit();
      connection.setAutoCommit(true);
      statement.executeUpdate("begin; insert into t values (3); commit; insert into t values (4)");
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("3,4");
  }

  /** In auto-commit mode SQL has begun the transaction, and SQL says that it is over. */
  @Test
  void aTransactionBegunByHandIsLostUntilARollbackByHand() throws Exception {
    try (Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "begin immediate", "insert into t values (1)");
      assertThatThrownBy(() -> Sqlite.execute(connection, CONFLICT)).isNotNull();
      for (String sql : List.of("insert into t values (2)", "commit", "select 1", "begin")) {
        assertThatThrownBy(() -> Sqlite.execute(connection, sql))
            .hasMessageContaining("SQLite has rolled the transaction back");
      }
      sqlite.execute("insert into t values (10)");
      Sqlite.execute(connection, "rollback", "insert into t values (3)");
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("10,3");
  }

  @Test
  void aResultThatIsOpenDoesNotHideIt() throws Exception {
    sqlite.execute("insert into t values (1), (2), (3)");
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      ResultSet rows = statement.executeQuery("select x from t");
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(() -> Sqlite.execute(connection, CONFLICT)).isNotNull();
      assertThatThrownBy(() -> Sqlite.execute(connection, "delete from t"))
          .hasMessageContaining("SQLite has rolled the transaction back");
      connection.rollback();
    }
    assertThat(sqlite.query("select count(*) from t")).isEqualTo("3");
  }
}
