package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.LocalDateTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What JDBC says and the driver alone does not do. */
class SqliteJdbcTest {

  private static final String ENDLESS =
      "with recursive r(i) as (select 1 union all select i + ? from r) select max(i) from r";

  @TempDir Path folder;
  private Sqlite sqlite;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    sqlite = Sqlite.at(folder.resolve("a.db"));
    connection = sqlite.connection();
    Sqlite.execute(connection, "create table t (id integer primary key, a unique, b)");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    sqlite.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPreparedStatementThatFailedRunsAgain(boolean autoCommit) throws SQLException {
    connection.setAutoCommit(autoCommit);
    try (PreparedStatement insert =
        connection.prepareStatement("insert into t (a, b) values (?, abs(?))")) {
      insert.setString(1, "kept");
      insert.setLong(2, Long.MIN_VALUE);
      assertThat(Sqlite.stateOf(insert::executeUpdate)).isEqualTo("22003");
      insert.setLong(2, -7);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    assertThat(Sqlite.query(connection, "select a || b from t")).isEqualTo("kept7");
    connection.setAutoCommit(true);
  }

  @Test
  void aPreparedStatementThatTimedOutRunsAgain() throws SQLException {
    try (PreparedStatement endless = connection.prepareStatement(ENDLESS + " where i < ?")) {
      endless.setInt(1, 1);
      endless.setInt(2, 10);
      endless.setQueryTimeout(1);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(endless::executeQuery).isInstanceOf(SQLTimeoutException.class);
      }
      assertThat(endless.getMetaData().getColumnCount()).isEqualTo(1);
    }
  }

  @Test
  void aWriteWhoseRowsWereInterruptedRunsAgain() throws SQLException {
    try (PreparedStatement write =
            connection.prepareStatement("insert into t (b) values (?), (?) returning b");
        PreparedStatement endless = connection.prepareStatement(ENDLESS)) {
      write.setInt(1, 1);
      write.setInt(2, 2);
      ResultSet rows = write.executeQuery();
      rows.next();
      endless.setInt(1, 1);
      endless.setQueryTimeout(1);
      assertThatThrownBy(endless::executeQuery).isInstanceOf(SQLTimeoutException.class);
      assertThat(Sqlite.stateOf(rows::next)).isEqualTo("57014");
      write.setInt(1, 3);
      try (ResultSet again = write.executeQuery()) {
        assertThat(again.next()).isTrue();
        assertThat(again.getInt(1)).isEqualTo(3);
      }
    }
  }

  @Test
  void aPreparedStatementWhoseTableIsGoneSaysSo() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select abs(?) from t union all select abs(?)")) {
      select.setLong(2, Long.MIN_VALUE);
      assertThat(Sqlite.stateOf(select::executeQuery)).isEqualTo("22003");
      Sqlite.execute(connection, "drop table t");
      assertThat(Sqlite.stateOf(select::executeQuery)).isEqualTo("42P01");
    }
  }

  @Test
  void aClosedPreparedStatementStaysClosed() throws SQLException {
    PreparedStatement select = connection.prepareStatement("select abs(?)");
    PreparedStatement physical = select.unwrap(SqlitePreparedStatement.class);
    select.setLong(1, Long.MIN_VALUE);
    assertThatThrownBy(select::executeQuery).isInstanceOf(SQLException.class);
    select.close();
    assertThatThrownBy(() -> physical.setLong(1, 1)).isInstanceOf(SQLException.class);
    assertThatThrownBy(physical::executeQuery).isInstanceOf(SQLException.class);
  }

  @Test
  void aParameterThatIsNoneIsRefused() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into t (a, b) values (?, ?)")) {
      insert.setString(1, "first");
      insert.setInt(2, 1);
      insert.addBatch();
      assertThat(Sqlite.stateOf(() -> insert.setInt(0, 99))).isEqualTo("07009");
      assertThat(Sqlite.stateOf(() -> insert.setInt(3, 99))).isEqualTo("07009");
      insert.setString(1, "second");
      insert.addBatch();
      assertThat(insert.executeBatch()).containsExactly(1, 1);
    }
    assertThat(Sqlite.query(connection, "select group_concat(a || b) from t"))
        .isEqualTo("first1,second1");
    try (PreparedStatement none = connection.prepareStatement("select 1")) {
      assertThatThrownBy(() -> none.setInt(1, 99))
          .hasMessage("There is no parameter 1: the statement has 0.");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBatchTellsHowFarItCame(boolean autoCommit) throws SQLException {
    connection.setAutoCommit(autoCommit);
    try (PreparedStatement prepared = connection.prepareStatement("insert into t (a) values (?)");
        Statement statement = connection.createStatement()) {
      for (String a : new String[] {"x", "y", "x", "z"}) {
        prepared.setString(1, a);
        prepared.addBatch();
        statement.addBatch("insert into t (a) values ('again " + a + "')");
      }
      for (Statement batch : new Statement[] {prepared, statement}) {
        BatchUpdateException failure =
            (BatchUpdateException) (Object) Sqlite.failure(batch::executeBatch);
        assertThat(failure.getUpdateCounts()).containsExactly(1, 1);
        assertThat(failure.getLargeUpdateCounts()).containsExactly(1, 1);
        assertThat(failure.getSQLState()).isEqualTo("23505");
        assertThat(failure.getMessage()).startsWith("batch entry 2: ");
        assertThat(batch.executeBatch()).isEmpty();
      }
    }
    assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("4");
    connection.setAutoCommit(true);
  }

  @Test
  void aBatchThatRunsOutOfTime() throws SQLException {
    String sql = "insert into t (b) select * from (" + ENDLESS + ")";
    try (PreparedStatement prepared = connection.prepareStatement(sql)) {
      prepared.setInt(1, 1);
      prepared.addBatch();
      prepared.setQueryTimeout(1);
      assertThatThrownBy(prepared::executeBatch).isInstanceOf(SQLTimeoutException.class);
    }
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("insert into t (a) values (1)");
      statement.addBatch(sql.replace("?", "1"));
      statement.setQueryTimeout(1);
      assertThatThrownBy(statement::executeBatch)
          .isInstanceOfSatisfying(
              SQLTimeoutException.class,
              timeout ->
                  assertThat((Throwable) timeout.getNextException())
                      .isInstanceOfSatisfying(
                          BatchUpdateException.class,
                          counts -> assertThat(counts.getUpdateCounts()).containsExactly(1)));
    }
  }

  @Test
  void keysCanBeAskedForAgain() throws SQLException {
    try (PreparedStatement prepared =
        connection.prepareStatement(
            "update t set a = a where a < ?", Statement.RETURN_GENERATED_KEYS)) {
      for (int i = 0; i < 2; i++) {
        prepared.setInt(1, 0);
        prepared.addBatch();
        prepared.executeBatch();
        assertNoKeys(prepared);
        assertNoKeys(prepared);
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < 2; i++) {
        statement.executeUpdate("update t set a = a where a < 0", Statement.RETURN_GENERATED_KEYS);
        assertNoKeys(statement);
        assertNoKeys(statement);
      }
    }
  }

  private static void assertNoKeys(Statement statement) throws SQLException {
    try (ResultSet keys = statement.getGeneratedKeys()) {
      assertThat(keys.next()).isFalse();
    }
  }

  @Test
  void parametersAreClearedAfterAFailure() throws SQLException {
    try (PreparedStatement prepared =
        connection.prepareStatement("insert into t (a) values (abs(?))")) {
      prepared.setLong(1, Long.MIN_VALUE);
      assertThatThrownBy(prepared::executeUpdate).isInstanceOf(SQLException.class);
      prepared.clearParameters();
      prepared.setLong(1, -1);
      assertThat(prepared.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void aStatementThatHasNotRunHasNoCount() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      assertThat(statement.getLargeUpdateCount()).isEqualTo(-1);
      assertThatThrownBy(statement::getResultSet).isInstanceOf(SQLException.class);
      assertThatThrownBy(statement::getMoreResults).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void whatChangesNoRowsHasNoneOfThoseBefore() throws SQLException {
    Sqlite.execute(connection, "insert into t (a) values (1), (2), (3)");
    String ddl = "create table if not exists u (id)";
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(ddl)) {
      assertThat(statement.execute(ddl)).isFalse();
      assertThat(statement.getUpdateCount()).isZero();
      assertThat(statement.executeUpdate("pragma user_version = 5")).isZero();
      assertThat(prepared.executeUpdate()).isZero();
      assertThat(prepared.execute()).isFalse();
      assertThat(prepared.getUpdateCount()).isZero();
      statement.addBatch(ddl);
      prepared.addBatch();
      assertThat(statement.executeBatch()).containsExactly(0);
      assertThat(prepared.executeBatch()).containsExactly(0);
      assertThat(statement.execute("with c(x) as (select 4) insert into t (a) select x from c"))
          .isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(1);
    }
  }

  @Test
  void aNullIsNullOfEachClass() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1, null as n")) {
      row.next();
      for (Class<?> type :
          new Class<?>[] {
            Boolean.class, Integer.class, Long.class, Double.class, String.class, byte[].class
          }) {
        row.getInt(1);
        assertThat(row.getObject(2, type)).isNull();
        assertThat(row.wasNull()).isTrue();
        assertThat(row.getObject("n", type)).isNull();
      }
      assertThat(row.getObject(1, Integer.class)).isEqualTo(1);
      assertThat(row.wasNull()).isFalse();
    }
  }

  @Test
  void aBigDecimalIsTheLastColumnRead() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1.5, null")) {
      row.next();
      assertThat(row.getBigDecimal(1)).isEqualTo(new BigDecimal("1.5"));
      assertThat(row.wasNull()).isFalse();
      assertThat(row.getBigDecimal(2)).isNull();
      assertThat(row.wasNull()).isTrue();
    }
  }

  @Test
  void aTextThatIsNoDate() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 'soon'")) {
      row.next();
      assertThat(Sqlite.stateOf(() -> row.getObject(1, LocalDateTime.class))).isEqualTo("22007");
    }
  }

  /** A loop over it would take the end for that of its rows. */
  @Test
  void aResultThatIsClosedHasNoEnd() throws SQLException {
    String rows = "select 1 union all select 2";
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(rows)) {
      ResultSet first = statement.executeQuery(rows);
      first.next();
      statement.executeQuery(rows);
      assertThat(Sqlite.stateOf(first::next)).isEqualTo("24000");
      ResultSet second = prepared.executeQuery();
      prepared.execute();
      assertThat(Sqlite.stateOf(second::next)).isEqualTo("24000");
      ResultSet third = prepared.executeQuery();
      third.close();
      assertThat(Sqlite.stateOf(third::next)).isEqualTo("24000");
    }
    ResultSet returned;
    try (Connection other = sqlite.connection();
        Statement statement = other.createStatement()) {
      returned = statement.executeQuery(rows);
    }
    assertThat(Sqlite.stateOf(returned::next)).isEqualTo("24000");
  }
}
