package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * What the driver's statements do is the contract: each test here holds for the driver alone too,
 * and for a pool without a statement cache.
 */
class StatementsTest {

  enum Source {
    DRIVER,
    CACHED,
    /** The cache holds one statement: nearly every one is thrown out. */
    CROWDED,
    UNCACHED
  }

  @TempDir Path folder;
  private final List<Sqlite> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Sqlite::close);
  }

  private Connection connect(Source source) throws SQLException {
    DataSource dataSource =
        switch (source) {
          case DRIVER -> driver();
          case CACHED -> ours("100");
          case CROWDED -> ours("1");
          case UNCACHED -> ours("0");
        };
    Connection connection = dataSource.getConnection();
    Sqlite.execute(connection, "create table t (id integer primary key, a, b)");
    return connection;
  }

  private DataSource driver() {
    SQLiteDataSource driver = new SQLiteDataSource();
    driver.setUrl("jdbc:sqlite:" + folder.resolve("a.db"));
    return driver;
  }

  private DataSource ours(String cacheSize) {
    Sqlite sqlite = Sqlite.at(folder.resolve("a.db"), "SQLITE_STATEMENT_CACHE_SIZE", cacheSize);
    open.add(sqlite);
    return sqlite.dataSource();
  }

  private static int insert(Connection connection, String a) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into t (a) values (?)")) {
      insert.setString(1, a);
      return insert.executeUpdate();
    }
  }

  private static String select(Connection connection, int id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select a from t where id = ?")) {
      select.setInt(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "no row";
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void runAgainAndAgain(Source source) throws SQLException {
    try (Connection connection = connect(source)) {
      for (int i = 1; i <= 50; i++) {
        assertThat(insert(connection, "row " + i)).isEqualTo(1);
        assertThat(select(connection, i)).isEqualTo("row " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void parametersDoNotComeBack(Source source) throws SQLException {
    String sql = "insert into t (a, b) values (?, ?)";
    try (Connection connection = connect(source)) {
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        insert.setString(1, "a secret");
        insert.setBytes(2, new byte[] {1, 2, 3});
        insert.executeUpdate();
      }
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        assertThat(insert.getParameterMetaData().getParameterCount()).isEqualTo(2);
        insert.executeUpdate();
      }
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        insert.setString(1, "only one");
        insert.executeUpdate();
      }
      assertThat(select(connection, 2)).isNull();
      assertThat(Sqlite.query(connection, "select count(*) from t where b is null")).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchThatWasNotRunDoesNotComeBack(Source source) throws SQLException {
    String sql = "insert into t (a) values (?)";
    try (Connection connection = connect(source)) {
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        insert.setString(1, "never");
        insert.addBatch();
      }
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        assertThat(insert.executeBatch()).isEmpty();
        for (int i = 0; i < 40; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(40).containsOnly(1);
        assertThat(insert.executeBatch()).isEmpty();
      }
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("40");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchThatFailsHalfWay(Source source) throws SQLException {
    String sql = "insert into t (id) values (?)";
    try (Connection connection = connect(source)) {
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        for (int id : new int[] {1, 2, 1, 3}) {
          insert.setInt(1, id);
          insert.addBatch();
        }
        assertThatThrownBy(insert::executeBatch)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("UNIQUE");
      }
      assertThat(insert(connection, "works again")).isEqualTo(1);
      try (Statement statement = connection.createStatement()) {
        statement.addBatch("insert into t (a) values ('x')");
        statement.addBatch("insert into nowhere values (1)");
        assertThatThrownBy(statement::executeBatch).isInstanceOf(BatchUpdateException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void settingsOfAStatementDoNotComeBack(Source source) throws SQLException {
    String sql = "select id from t";
    try (Connection connection = connect(source)) {
      insert(connection, "1");
      insert(connection, "2");
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        select.setMaxRows(1);
        select.setQueryTimeout(7);
        select.closeOnCompletion();
        select.executeQuery().close();
        assertThat(select.isClosed()).isTrue();
      }
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        assertThat(select.getMaxRows()).isZero();
        assertThat(select.getQueryTimeout()).isZero();
        assertThat(select.isCloseOnCompletion()).isFalse();
        assertThat(select.isClosed()).isFalse();
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.next()).isTrue();
          assertThat(rows.next()).isFalse();
        }
        assertThat(select.isClosed()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStatementClosedTwiceDoesNotCloseTheNextOne(Source source) throws SQLException {
    String sql = "select a from t where id = ?";
    try (Connection connection = connect(source)) {
      insert(connection, "one");
      Connection driver = connection.unwrap(org.sqlite.SQLiteConnection.class);
      PreparedStatement first = driver.prepareStatement(sql);
      first.close();
      first.close();
      try (PreparedStatement second = driver.prepareStatement(sql)) {
        first.close();
        second.setInt(1, 1);
        try (ResultSet rows = second.executeQuery()) {
          first.close();
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString("a")).isEqualTo("one");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStatementIsOfNoUseAfterItWasClosed(Source source) throws SQLException {
    String sql = "select a from t where id = ?";
    try (Connection connection = connect(source)) {
      insert(connection, "one");
      PreparedStatement first = connection.prepareStatement(sql);
      first.setInt(1, 1);
      ResultSet rows = first.executeQuery();
      rows.next();
      first.close();
      try (PreparedStatement second = connection.prepareStatement(sql)) {
        second.setInt(1, 1);
        try (ResultSet secondRows = second.executeQuery()) {
          assertThat(first.isClosed()).isTrue();
          assertThat(rows.isClosed()).isTrue();
          assertThatThrownBy(() -> rows.getString(1)).isInstanceOf(SQLException.class);
          assertThatThrownBy(() -> first.setInt(1, 2)).isInstanceOf(SQLException.class);
          assertThatThrownBy(first::executeQuery).isInstanceOf(SQLException.class);
          assertThatThrownBy(first::executeUpdate).isInstanceOf(SQLException.class);
          assertThatThrownBy(first::execute).isInstanceOf(SQLException.class);
          rows.close();
          assertThat(secondRows.next()).isTrue();
          assertThat(secondRows.getString(1)).isEqualTo("one");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSqlTwiceAtOnce(Source source) throws SQLException {
    String sql = "select id from t where id >= ? order by id";
    try (Connection connection = connect(source)) {
      for (int i = 0; i < 4; i++) {
        insert(connection, "row");
      }
      for (int round = 0; round < 3; round++) {
        try (PreparedStatement first = connection.prepareStatement(sql);
            PreparedStatement second = connection.prepareStatement(sql)) {
          first.setInt(1, 1);
          second.setInt(1, 3);
          try (ResultSet rows = first.executeQuery();
              ResultSet others = second.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(others.next()).isTrue();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(2);
            assertThat(others.getInt(1)).isEqualTo(3);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSchemaChangeShowsInTheNextStatement(Source source) throws SQLException {
    String sql = "select * from t where id = ?";
    try (Connection connection = connect(source)) {
      insert(connection, "one");
      assertThat(columns(connection, sql)).containsExactly("id", "a", "b");
      Sqlite.execute(connection, "alter table t add column c default 'new'");
      assertThat(columns(connection, sql)).containsExactly("id", "a", "b", "c");
      Sqlite.execute(connection, "alter table t rename column b to d");
      assertThat(columns(connection, sql)).containsExactly("id", "a", "d", "c");
      assertThat(columnsBeforeItRuns(connection, sql)).containsExactly("id", "a", "d", "c");
      Sqlite.execute(connection, "alter table t drop column d");
      assertThat(columnsBeforeItRuns(connection, sql)).containsExactly("id", "a", "c");
      assertThat(columns(connection, sql)).containsExactly("id", "a", "c");
      Sqlite.execute(connection, "drop table t");
      assertThatThrownBy(() -> columns(connection, sql)).hasMessageContaining("no such table");
      Sqlite.execute(connection, "create table t (z, id)", "insert into t values (7, 1)");
      assertThat(columns(connection, sql)).containsExactly("z", "id");
    }
  }

  private static List<String> columns(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, 1);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        List<String> names = names(row.getMetaData());
        for (String name : names) {
          assertThat(row.findColumn(name)).isEqualTo(names.indexOf(name) + 1);
          row.getObject(name);
        }
        return names;
      }
    }
  }

  private static List<String> columnsBeforeItRuns(Connection connection, String sql)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      return names(select.getMetaData());
    }
  }

  private static List<String> names(ResultSetMetaData columns) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnName(i));
      assertThat(columns.getColumnTypeName(i)).isNotNull();
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource
  void aStatementThatFailedCanBePreparedAgain(Source source) throws SQLException {
    try (Connection connection = connect(source)) {
      for (int round = 0; round < 3; round++) {
        // The driver ends a statement that failed so.
        try (PreparedStatement select = connection.prepareStatement("select abs(?)")) {
          select.setLong(1, Long.MIN_VALUE);
          assertThatThrownBy(select::executeQuery).hasMessageContaining("overflow");
        }
        try (PreparedStatement select = connection.prepareStatement("select abs(?)")) {
          select.setLong(1, -5);
          try (ResultSet row = select.executeQuery()) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(5);
          }
        }
        // Not one that a constraint refused.
        try (PreparedStatement insert =
            connection.prepareStatement("insert or fail into t (id) values (?)")) {
          insert.setInt(1, 1);
          if (round == 0) {
            insert.executeUpdate();
          }
          assertThatThrownBy(insert::executeUpdate).hasMessageContaining("UNIQUE");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void generatedKeysAreTheStatementsOwn(Source source) throws SQLException {
    String sql = "insert into t (a) values (?)";
    try (Connection connection = connect(source);
        PreparedStatement first =
            connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS);
        PreparedStatement second = connection.prepareStatement(sql)) {
      assertThat(keys(first)).isEmpty();
      first.executeUpdate();
      second.executeUpdate();
      insert(connection, "third");
      Sqlite.execute(connection, "insert into t (a) values ('fourth')");
      assertThat(keys(second)).containsExactly(2L);
      assertThat(keys(first)).containsExactly(1L);
      first.executeUpdate();
      assertThat(keys(first)).containsExactly(5L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void generatedKeysOutliveTheTransaction(Source source) throws SQLException {
    try (Connection connection = connect(source)) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("insert into t (a) values (?)")) {
        insert.execute();
        connection.commit();
        assertThat(keys(insert)).containsExactly(1L);
        insert.execute();
        connection.rollback();
        assertThat(keys(insert)).containsExactly(2L);
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatInsertsNothingGeneratesNoKey(Source source) throws SQLException {
    try (Connection connection = connect(source)) {
      insert(connection, "one");
      try (PreparedStatement update = connection.prepareStatement("update t set a = ?")) {
        assertThat(update.executeUpdate()).isEqualTo(1);
        assertThat(keys(update)).isEmpty();
      }
      try (PreparedStatement with =
          connection.prepareStatement(
              "with n(x) as (values (40), (41)) insert into t (id) select x from n")) {
        assertThat(with.executeUpdate()).isEqualTo(2);
        assertThat(keys(with)).containsExactly(41L);
      }
    }
  }

  private static List<Long> keys(Statement statement) throws SQLException {
    List<Long> keys = new ArrayList<>();
    try (ResultSet rows = statement.getGeneratedKeys()) {
      while (rows.next()) {
        keys.add(rows.getLong(1));
      }
    }
    return keys;
  }

  @ParameterizedTest
  @EnumSource
  void returning(Source source) throws SQLException {
    String sql = "insert into t (a) values (?), (?) returning id";
    try (Connection connection = connect(source)) {
      for (int round = 0; round < 2; round++) {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
          try (ResultSet rows = insert.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(2 * round + 1);
          }
          assertThatThrownBy(insert::executeUpdate).hasMessageContaining("returns results");
        }
      }
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("4");
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalStatementsInOneText(Source source) throws SQLException {
    String sql = "insert into t (a) values (1); insert into t (a) values (2)";
    try (Connection connection = connect(source)) {
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.executeUpdate(sql)).isEqualTo(2);
        statement.execute(sql);
      }
      try (PreparedStatement prepared = connection.prepareStatement(sql)) {
        assertThat(prepared.executeUpdate()).isEqualTo(1);
      }
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("4");
    }
  }

  @ParameterizedTest
  @EnumSource
  void queriesAndUpdatesAreNotMixedUp(Source source) throws SQLException {
    try (Connection connection = connect(source)) {
      insert(connection, "one");
      for (int round = 0; round < 2; round++) {
        try (PreparedStatement update = connection.prepareStatement("update t set b = 1")) {
          assertThatThrownBy(update::executeQuery).hasMessageContaining("does not return results");
          assertThat(update.execute()).isFalse();
          assertThat(update.getUpdateCount()).isEqualTo(1);
          assertThat(update.getResultSet()).isNull();
        }
        try (PreparedStatement select = connection.prepareStatement("select id, a from t")) {
          assertThatThrownBy(select::executeUpdate).hasMessageContaining("returns results");
          assertThat(select.execute()).isTrue();
          try (ResultSet rows = select.getResultSet()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("a")).isEqualTo("one");
          }
          assertThat(select.getMoreResults()).isFalse();
          assertThat(select.getUpdateCount()).isEqualTo(-1);
        }
        // Run, and its result never asked for: it must not keep its lock.
        try (PreparedStatement select = connection.prepareStatement("select id, a from t")) {
          select.execute();
        }
        Sqlite.execute(connection, "drop table if exists other", "create table other (x)");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPragmaActsEachTime(Source source) throws SQLException {
    try (Connection connection = connect(source)) {
      for (String state : List.of("on", "off", "on", "off")) {
        try (PreparedStatement pragma =
            connection.prepareStatement("pragma query_only = " + state)) {
          pragma.execute();
        }
        if (state.equals("on")) {
          assertThatThrownBy(() -> insert(connection, "x")).hasMessageContaining("readonly");
        } else {
          assertThat(insert(connection, "x")).isEqualTo(1);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStatementIsCancelledFromAnotherThread(Source source) throws Exception {
    String sql =
        "with recursive n(x) as (select ? union all select x + 1 from n) select max(x) from n";
    try (Connection connection = connect(source)) {
      for (int round = 0; round < 2; round++) {
        try (PreparedStatement endless = connection.prepareStatement(sql)) {
          endless.setInt(1, 1);
          Thread canceller = new Thread(() -> cancelUntilInterrupted(endless));
          canceller.start();
          assertThatThrownBy(endless::executeQuery).hasMessageContaining("interrupt");
          canceller.interrupt();
          canceller.join();
        }
      }
      assertThat(insert(connection, "after it")).isEqualTo(1);
    }
  }

  private static void cancelUntilInterrupted(Statement statement) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        statement.cancel();
        Thread.onSpinWait();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDriversOwnTypesAreThere(Source source) throws SQLException {
    try (Connection connection = connect(source)) {
      insert(connection, "one");
      try (PreparedStatement select = connection.prepareStatement("select a from t where id = ?")) {
        assertThat(select.isWrapperFor(JDBC4PreparedStatement.class)).isTrue();
        assertThat(select.unwrap(JDBC4PreparedStatement.class)).isNotNull();
        assertThat(connection).isEqualTo(select.getConnection());
      }
    }
  }
}
