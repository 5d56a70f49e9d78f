package io.github.guicesql.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, how much of it, and what goes first. */
class StatementCacheTest {

  @TempDir Path folder;

  private Sqlite withCacheOf(int size) {
    return Sqlite.at(folder.resolve("a.db"), "SQLITE_STATEMENT_CACHE_SIZE", Integer.toString(size));
  }

  private static void use(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static boolean isKept(Connection connection, String sql) throws SQLException {
    StatementCache cache = connection.unwrap(SqliteConnection.class).statements();
    StatementCache.Compiled statement = cache.take(sql);
    if (statement == null) {
      return false;
    }
    cache.give(statement);
    return true;
  }

  @Test
  void aStatementIsCompiledOnce() throws Exception {
    try (Sqlite sqlite = withCacheOf(10);
        Connection connection = sqlite.connection()) {
      StatementCache cache = connection.unwrap(SqliteConnection.class).statements();
      use(connection, "select 1");
      StatementCache.Compiled first = requireNonNull(cache.take("select 1"));
      cache.give(first);
      use(connection, "select 1");
      assertThat(requireNonNull(cache.take("select 1")).pointer()).isSameAs(first.pointer());
    }
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() throws Exception {
    try (Sqlite sqlite = withCacheOf(2);
        Connection connection = sqlite.connection()) {
      use(connection, "select 1");
      use(connection, "select 2");
      use(connection, "select 1");
      use(connection, "select 3");
      assertThat(isKept(connection, "select 2")).isFalse();
      assertThat(isKept(connection, "select 1")).isTrue();
      assertThat(isKept(connection, "select 3")).isTrue();
    }
  }

  @Test
  void zeroTurnsItOff() throws Exception {
    try (Sqlite sqlite = withCacheOf(0);
        Connection connection = sqlite.connection()) {
      use(connection, "select 1");
      assertThat(isKept(connection, "select 1")).isFalse();
    }
  }

  @Test
  void whatMayActWhenItIsCompiledIsNotKept() throws Exception {
    try (Sqlite sqlite = withCacheOf(10);
        Connection connection = sqlite.connection()) {
      use(connection, "pragma query_only = off");
      assertThat(isKept(connection, "pragma query_only = off")).isFalse();
    }
  }

  @Test
  void aStatementInUseIsNotThere() throws Exception {
    try (Sqlite sqlite = withCacheOf(10);
        Connection connection = sqlite.connection()) {
      use(connection, "select 1");
      try (PreparedStatement used = connection.prepareStatement("select 1")) {
        assertThat(isKept(connection, "select 1")).isFalse();
        used.execute();
      }
      assertThat(isKept(connection, "select 1")).isTrue();
    }
  }

  /** Of 400,000 characters, which take 1.2 MB as a statement, 100 would be 120 MB a connection. */
  @Test
  void aStatementThatIsLargerThanTheCacheIsNotKept() throws Exception {
    String large = "select '" + "x".repeat(400_000) + "'";
    try (Sqlite sqlite = withCacheOf(100);
        Connection connection = sqlite.connection()) {
      use(connection, "select 1");
      use(connection, large);
      assertThat(isKept(connection, large)).isFalse();
      assertThat(isKept(connection, "select 1")).isTrue();
    }
  }

  @Test
  void theLeastRecentlyUsedMakeRoomForTheBytesOfOthers() throws Exception {
    String text = "x".repeat(20_000);
    try (Sqlite sqlite = withCacheOf(100);
        Connection connection = sqlite.connection()) {
      StatementCache cache = connection.unwrap(SqliteConnection.class).statements();
      List<StatementCache.Compiled> statements = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String sql = "select '" + text + i + "'";
        use(connection, sql);
        StatementCache.Compiled statement = requireNonNull(cache.take(sql));
        cache.give(statement);
        statements.add(statement);
      }
      List<StatementCache.Compiled> kept =
          statements.stream().filter(statement -> !statement.pointer().isClosed()).toList();
      assertThat(kept).isEqualTo(statements.subList(30 - kept.size(), 30)).hasSizeBetween(10, 15);
      assertThat(kept.stream().mapToLong(StatementCache.Compiled::size).sum())
          .isBetween(StatementCache.MAX_SIZE * 9 / 10, StatementCache.MAX_SIZE);
      for (StatementCache.Compiled statement : statements) {
        assertThat(isKept(connection, statement.sql())).isEqualTo(kept.contains(statement));
      }
    }
  }

  @Test
  void aStatementWithManyParametersOrColumnsIsLargeToo() throws Exception {
    try (Sqlite sqlite = withCacheOf(100);
        Connection connection = sqlite.connection()) {
      String columns = "select " + "1,".repeat(1_999) + "1";
      String parameters = "select 1 where 1 in (" + "?,".repeat(30_000) + "?)";
      use(connection, columns);
      use(connection, columns + " union all select " + "1,".repeat(1_999) + "1");
      use(connection, columns + " limit 1");
      use(connection, columns + " limit 2");
      use(connection, parameters);
      assertThat(isKept(connection, columns)).isFalse();
      assertThat(isKept(connection, columns + " limit 2")).isTrue();
      assertThat(isKept(connection, parameters)).isFalse();
    }
  }
}
