package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Collation;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteLimits;

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

  /** The guide says that they end the transaction as the methods do. */
  @ParameterizedTest
  @ValueSource(strings = {"commit", "end", "rollback"})
  void autoCommitIsBackWhenItsTransactionHasEndedByHand(String end) throws Exception {
    try (Connection connection = sqlite.connection()) {
      connection.setSavepoint();
      Sqlite.execute(connection, "insert into t values (1)", end);
      assertThat(Sqlite.physical(connection).getAutoCommit()).isTrue();
      Sqlite.execute(connection, "insert into t values (2)");
    }
    String stored = end.equals("rollback") ? "0,2" : "0,1,2";
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo(stored);
    try (Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "begin");
      connection.releaseSavepoint(connection.setSavepoint());
      Sqlite.execute(connection, end, "insert into t values (3)");
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo(stored + ",3");
  }

  @Test
  void autoCommitIsBackWhenALostTransactionIsRolledBackByHand() throws Exception {
    sqlite.execute("create table u (x integer unique)", "insert into u values (1)");
    try (Connection connection = sqlite.connection()) {
      connection.setSavepoint();
      assertThatThrownBy(() -> Sqlite.execute(connection, "insert or rollback into u values (1)"))
          .isInstanceOf(SQLException.class);
      assertThat(Sqlite.stateOf(() -> Sqlite.execute(connection, "commit"))).isEqualTo("25P02");
      assertThat(Sqlite.physical(connection).getAutoCommit()).isFalse();
      Sqlite.execute(connection, "rollback", "insert into t values (1)");
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0,1");
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

  @Test
  void aStatementThatTheDriversConnectionMadeEndsWithTheBorrow() throws Exception {
    Statement stale;
    PreparedStatement prepared;
    try (Connection connection = sqlite.connection()) {
      Connection driver = connection.unwrap(org.sqlite.SQLiteConnection.class);
      stale = driver.createStatement();
      prepared = driver.prepareStatement("insert into t values (9)");
    }
    try (Connection next = sqlite.connection()) {
      next.setAutoCommit(false);
      Sqlite.execute(next, "insert into t values (1)");
      assertThatThrownBy(() -> stale.execute("commit")).isInstanceOf(SQLException.class);
      assertThatThrownBy(prepared::execute).isInstanceOf(SQLException.class);
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0");
  }

  /** The driver's contract, and JDBC's: a user may call it at any time. */
  @Test
  void clearingWarningsDoesNothingElse() throws Exception {
    try (Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "begin immediate", "insert into t values (1)");
      connection.clearWarnings();
      Sqlite.execute(connection, "commit");
      connection.setSavepoint();
      Sqlite.execute(connection, "insert into t values (2)");
      connection.clearWarnings();
      connection.commit();
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0,1,2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create temp table t (x)",
        "create temp trigger r after insert on t begin update main.t set x = 9; end",
        "attach ':memory:' as other",
        "pragma foreign_keys = off",
        "pragma query_only = on",
        "pragma busy_timeout = 1",
        "select 1; pragma recursive_triggers(1)"
      })
  void whatLastsAsLongAsTheConnectionEndsWithIt(String sql) throws Exception {
    for (boolean asPrepared : List.of(true, false)) {
      Connection physical;
      try (Connection connection = sqlite.connection();
          Statement statement = connection.createStatement()) {
        physical = Sqlite.physical(connection);
        if (asPrepared && !sql.contains("; ")) {
          try (PreparedStatement prepared = connection.prepareStatement(sql)) {
            prepared.execute();
          }
        } else {
          statement.executeUpdate(sql);
        }
      }
      try (Connection next = sqlite.connection()) {
        assertThat(Sqlite.physical(next)).isNotSameAs(physical);
        assertThat(Sqlite.query(next, "select count(*) from temp.sqlite_schema")).isEqualTo("0");
        assertThat(
                Sqlite.query(
                    next, "select count(*) from pragma_database_list where name = 'other'"))
            .isEqualTo("0");
        assertThat(Sqlite.query(next, "pragma foreign_keys")).isEqualTo("1");
        assertThat(Sqlite.query(next, "pragma busy_timeout")).isEqualTo("5000");
        Sqlite.execute(next, "insert into t values (1)", "delete from t where x = 1");
      }
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0");
  }

  @Test
  void whatWasSetPastThePoolIsRestored() throws Exception {
    Connection physical;
    try (Connection connection = sqlite.connection()) {
      SqliteConnection driver = Sqlite.physical(connection);
      physical = driver;
      driver.setAutoCommit(false);
      Sqlite.execute(connection, "insert into t values (9)");
    }
    for (int i = 0; i < 2; i++) {
      try (Connection connection = sqlite.connection()) {
        SqliteConnection driver = Sqlite.physical(connection);
        assertThat(driver).isSameAs(physical);
        assertThat(driver.getAutoCommit()).isTrue();
        Sqlite.execute(connection, "insert into t values (1)");
        driver.setReadOnly(true);
      }
    }
    try (Connection connection = sqlite.connection()) {
      Sqlite.physical(connection).setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, 100);
    }
    try (Connection connection = sqlite.connection()) {
      assertThat(Sqlite.physical(connection)).isNotSameAs(physical);
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0,1,1");
  }

  /** The driver tells nobody what was registered. */
  @Test
  void functionsAndCollationsEndWithTheConnectionThatTheyWereRegisteredOn() throws Exception {
    try (Connection connection = sqlite.connection()) {
      Function.create(
          connection.unwrap(SQLiteConnection.class),
          "one",
          new Function() {
            @Override
            protected void xFunc() throws SQLException {
              result(1);
            }
          });
      Collation.create(
          connection.unwrap(SQLiteConnection.class),
          "none",
          new Collation() {
            @Override
            protected int xCompare(String a, String b) {
              return 0;
            }
          });
      assertThat(Sqlite.query(connection, "select one() where 'a' = 'b' collate none"))
          .isEqualTo("1");
    }
    try (Connection next = sqlite.connection()) {
      assertThatThrownBy(() -> Sqlite.query(next, "select one()"))
          .hasMessageContaining("no such function");
      assertThatThrownBy(() -> Sqlite.query(next, "select 'a' = 'b' collate none"))
          .hasMessageContaining("no such collation");
    }
  }

  @Test
  void aConnectionClosedPastItsBorrowerIsLookedAtBeforeTheNextOne() throws Exception {
    try (Statement statement = sqlite.connection().createStatement()) {
      statement.execute("begin immediate");
      statement.execute("insert into t values (9)");
      statement.getConnection().close();
    }
    try (Connection next = sqlite.connection()) {
      next.setAutoCommit(false);
      Sqlite.execute(next, "insert into t values (8)");
      next.rollback();
      Sqlite.execute(next, "insert into t values (1)");
      next.commit();
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("0,1");
  }
}
