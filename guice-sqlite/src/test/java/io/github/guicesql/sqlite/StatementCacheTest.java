package io.github.guicesql.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
}
