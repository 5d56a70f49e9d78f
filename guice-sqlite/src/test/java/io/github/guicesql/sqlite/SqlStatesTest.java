package io.github.guicesql.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The SQLSTATE of each fault, on every path, beside what the bare driver says. */
@Tag("any-jdk")
class SqlStatesTest {

  private static final String[] SCHEMA = {
    "create table parent (id integer primary key)",
    "create table t (id int primary key, name text not null, email text unique,"
        + " age int check (age > 0), parent int references parent, later int references parent"
        + " deferrable initially deferred)",
    "create table strict_t (i int) strict",
    "create table guarded (x)",
    "create trigger guard before insert on guarded begin select raise(abort, 'no'); end",
    "insert into t (id, name, email) values (1, 'a', 'a@x')",
    "create view v as select * from t"
  };

  /** A way to have a statement run. */
  @FunctionalInterface
  interface Runs {
    void run(Connection connection, String sql) throws SQLException;
  }

  private enum Way implements Runs {
    EXECUTE {
      @Override
      public void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      }
    },
    UPDATE {
      @Override
      public void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
          statement.executeUpdate(sql);
        }
      }
    },
    BATCH {
      @Override
      public void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
          statement.addBatch(sql);
          statement.executeBatch();
        }
      }
    },
    PREPARED {
      @Override
      public void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.execute();
        }
      }
    },
    PREPARED_UPDATE {
      @Override
      public void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.executeUpdate();
        }
      }
    },
    PREPARED_BATCH {
      @Override
      public void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.addBatch();
          statement.executeBatch();
        }
      }
    },
    RETURNING {
      @Override
      public void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql + " returning *")) {
          statement.executeQuery();
        }
      }
    };
  }

  @TempDir Path folder;

  private static Stream<Arguments> faultsOfWrites() {
    return Stream.of(
            new String[] {"23505", "insert into t (id, name) values (1, 'b')"},
            new String[] {"23505", "insert into t (id, name, email) values (2, 'b', 'a@x')"},
            new String[] {"23502", "insert into t (id) values (2)"},
            new String[] {"23514", "insert into t (id, name, age) values (2, 'b', 0)"},
            new String[] {"23503", "insert into t (id, name, parent) values (2, 'b', 7)"},
            new String[] {"23503", "insert into t (id, name, later) values (2, 'b', 7)"},
            new String[] {"23000", "insert into guarded values (1)"},
            new String[] {"22000", "insert into strict_t values ('text')"},
            new String[] {"22000", "insert into parent values ('text')"},
            new String[] {"22003", "insert into guarded select abs(-9223372036854775808)"},
            new String[] {"54000", "insert into strict_t select length(zeroblob(3000000000))"},
            new String[] {"42P01", "insert into absent values (1)"},
            new String[] {"42703", "update t set absent = 1"},
            new String[] {"42703", "insert into t (absent) values (1)"},
            new String[] {"42601", "insert t"},
            new String[] {"42601", "insert into t values (1)"},
            new String[] {"42809", "insert into v values (1, 2, 3, 4, 5, 6)"})
        .flatMap(
            fault ->
                Stream.of(Way.values())
                    .filter(way -> way != Way.RETURNING || !fault[1].contains("later"))
                    .map(way -> Arguments.of(fault[0], way, fault[1])));
  }

  /** The bare driver says nothing of it. */
  @Test
  void aWriteThatReturnsAndThatItsCommitRefuses() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, SCHEMA);
      SQLException failure =
          failure(connection, Way.RETURNING, "insert into t (id, name, later) values (2, 'b', 7)");
      assertThat(failure.getSQLState()).isEqualTo("23503");
    }
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("faultsOfWrites")
  void aFaultIsNamedOnEveryPath(String state, Way way, String sql) throws Exception {
    SQLException bare;
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:sqlite:" + folder.resolve("bare.db") + "?foreign_keys=on")) {
      Sqlite.execute(connection, SCHEMA);
      bare = failure(connection, way, sql);
    }
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, SCHEMA);
      SQLException failure = failure(connection, way, sql);
      assertThat(failure.getSQLState()).isEqualTo(state);
      if (failure instanceof BatchUpdateException) {
        assertThat((Object) failure.getNextException()).isSameAs(failure.getCause());
        failure = failure.getNextException();
      }
      if (bare instanceof BatchUpdateException) {
        bare = (SQLException) requireNonNull(bare.getCause());
      }
      assertThat(failure.getMessage()).isEqualTo(bare.getMessage());
      assertThat((Object) failure).isInstanceOf(SQLiteException.class);
      assertThat(failure.getSQLState()).isEqualTo(state);
      assertThat(failure.getErrorCode()).isEqualTo(bare.getErrorCode());
      assertThat(((SQLiteException) failure).getResultCode())
          .isEqualTo(((SQLiteException) bare).getResultCode());
    }
  }

  private static SQLException failure(Connection connection, Way way, String sql) {
    return Sqlite.failure(() -> way.run(connection, sql));
  }

  private static SQLException failure(Connection connection, String sql) {
    return failure(connection, Way.EXECUTE, sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "42601 | selec 1",
        "42601 | select",
        "42601 | select 'a",
        "42601 | select 1 union select 1, 2",
        "42P01 | select * from absent",
        "42P01 | select * from main.absent",
        "42P01 | drop view absent",
        "42703 | select absent from t",
        "42883 | select absent(1)",
        "42883 | select abs()",
        "42704 | drop index absent",
        "42704 | drop trigger absent",
        "42704 | select * from t order by name collate absent",
        "42P07 | create table t (x)",
        "42701 | create table u (x, x)",
        "42702 | select id from t a, t b",
        "42803 | select sum(sum(id)) from t",
        "42P20 | select row_number() from t",
        "42501 | select load_extension('x')",
        "42501 | drop table sqlite_schema",
        "3B001 | release absent",
        "25P01 | commit",
        "22032 | select json('{')",
        "22000 | select 1 limit 'x'",
        "58030 | attach '/nothing/at/all.db' as other"
      })
  void faultsOfOtherStatements(String state, String sql) throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, SCHEMA);
      assertThat(failure(connection, sql).getSQLState()).isEqualTo(state);
    }
  }

  @Test
  void withinATransaction() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, SCHEMA);
      connection.setAutoCommit(false);
      assertThat(failure(connection, "insert into t (id, name) values (1, 'b')").getSQLState())
          .isEqualTo("23505");
      assertThat(failure(connection, "begin").getSQLState()).isEqualTo("25001");
      Sqlite.execute(connection, "insert into t (id, name, later) values (2, 'b', 7)");
      SQLException deferred = Sqlite.failure(connection::commit);
      assertThat((Object) deferred).isInstanceOf(SQLiteException.class);
      assertThat(deferred.getSQLState()).isEqualTo("23503");
      connection.rollback();
    }
  }

  @Test
  void aWriteInASnapshot() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "create table t (x)");
      connection.setReadOnly(true);
      assertThat(failure(connection, "insert into t values (1)").getSQLState()).isEqualTo("25006");
    }
  }

  @Test
  void aFullDatabase() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db?max_page_count=10"));
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "create table t (x)");
      assertThat(failure(connection, "insert into t values (zeroblob(1000000))").getSQLState())
          .isEqualTo("53100");
    }
  }

  @Test
  void aLockThatIsNotToBeHad() throws Exception {
    Path file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file, "SQLITE_BUSY_TIMEOUT", "1ms")) {
      sqlite.execute("create table t (x)");
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
          Connection connection = sqlite.connection()) {
        Sqlite.execute(other, "begin immediate");
        for (Way way : Way.values()) {
          SQLException busy = failure(connection, way, "insert into t values (1)");
          assertThat(busy.getSQLState()).as("%s", way).isEqualTo("40001");
        }
        connection.setAutoCommit(false);
        SQLException busy = failure(connection, "select * from t");
        assertThat(busy.getSQLState()).isEqualTo("40001");
        assertThat(busy.getErrorCode()).isEqualTo(SQLiteErrorCode.SQLITE_BUSY.code);
      }
    }
  }

  @Test
  void aCancelledQuery() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      AtomicBoolean done = new AtomicBoolean();
      Thread canceller =
          new Thread(
              () -> {
                while (!done.get()) {
                  try {
                    statement.cancel();
                    Thread.onSpinWait();
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
      canceller.start();
      SQLException failure =
          Sqlite.failure(
              () ->
                  statement.executeQuery(
                      "with recursive c(x) as (select 1 union all select x + 1 from c)"
                          + " select count(*) from c"));
      done.set(true);
      canceller.join();
      assertThat(failure.getSQLState()).isEqualTo("57014");
    }
  }

  /** The driver's result set steps to its later rows by itself. */
  @Test
  void aLaterRow() throws Exception {
    String sql = "select json(column1) from (values ('{}'), ('{'))";
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection();
        Statement plain = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(sql)) {
      assertThat(failureOfLaterRow(plain.executeQuery(sql)).getSQLState()).isEqualTo("22032");
      assertThat(plain.execute(sql)).isTrue();
      assertThat(failureOfLaterRow(plain.getResultSet()).getSQLState()).isEqualTo("22032");
      assertThat(failureOfLaterRow(prepared.executeQuery()).getSQLState()).isEqualTo("22032");
      assertThat(prepared.execute()).isTrue();
      SQLException failure = failureOfLaterRow(prepared.getResultSet());
      assertThat(failure.getSQLState()).isEqualTo("22032");
      assertThat((Object) failure).isInstanceOf(SQLiteException.class);
    }
    SQLException drivers;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement plain = connection.createStatement()) {
      drivers = failureOfLaterRow(plain.executeQuery(sql));
    }
    assertThat(drivers.getSQLState()).isNull();
  }

  private static SQLException failureOfLaterRow(ResultSet rows) throws SQLException {
    assertThat(rows.next()).isTrue();
    assertThat(rows.getString(1)).isEqualTo("{}");
    return Sqlite.failure(rows::next);
  }

  @Test
  void aResultIsClosedWhenItsStatementRunsAgain() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"));
        Connection connection = sqlite.connection();
        PreparedStatement statement = connection.prepareStatement("values (1), (2)")) {
      ResultSet first = statement.executeQuery();
      assertThat(first.next()).isTrue();
      ResultSet second = statement.executeQuery();
      assertThat(first.isClosed()).isTrue();
      assertThat(Sqlite.stateOf(first::next)).isEqualTo("24000");
      assertThat(Sqlite.failure(() -> first.getInt(1)).getMessage()).contains("closed");
      first.close();
      assertThat(second.next()).isTrue();
      assertThat(second.getInt(1)).isEqualTo(1);
      statement.closeOnCompletion();
      second.close();
      assertThat(statement.isClosed()).isTrue();
    }
  }

  @Test
  void aConnectionThatIsClosed() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db"))) {
      try (Connection connection = sqlite.connection()) {
        connection.unwrap(SqliteConnection.class).close();
        assertThat(Sqlite.stateOf(connection::createStatement)).isEqualTo("08003");
      }
    }
  }

  @Test
  void aDatabaseThatCannotBeOpened() throws Exception {
    Path file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      Files.writeString(file, "SQLite format 3\0".repeat(100));
      SQLException failure = Sqlite.failure(sqlite::connection);
      assertThat(failure.getSQLState()).isEqualTo("08001");
      assertThat(failure.getErrorCode()).isEqualTo(SQLiteErrorCode.SQLITE_NOTADB.code);
    }
  }

  /** Each primary code, and so each extended one of its kind. */
  @Test
  void everyCodeHasAState() {
    for (SQLiteErrorCode code : SQLiteErrorCode.values()) {
      SQLException named = SqlStates.named(new SQLiteException("a text", code));
      assertThat(named.getSQLState()).as("%s", code).matches("[0-9A-Z]{5}");
      assertThat(named.getErrorCode()).isEqualTo(code.code & 0xFF);
    }
  }
}
