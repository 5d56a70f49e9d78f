package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database in memory: one for the whole pool, nobody else's, as long as the pool lives. */
final class SqliteMemoryTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":memory:",
        "file::memory:",
        "file::memory:?cache=shared",
        "file:name?mode=memory",
        "jdbc:sqlite::memory:",
        ":memory:?_foreign_keys=on"
      })
  void isOneForTheWholePool(String path) throws Exception {
    try (Sqlite sqlite = Sqlite.at(path)) {
      sqlite.execute("create table t (x)", "insert into t values (1)");
      List<Connection> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(sqlite.connection());
        assertThat(Sqlite.query(all.get(i), "select x from t")).isEqualTo("1");
      }
      for (Connection connection : all) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {":memory:", "file::memory:?cache=shared", "file:name?mode=memory"})
  void isNobodyElses(String path) throws Exception {
    try (Sqlite one = Sqlite.at(path);
        Sqlite other = Sqlite.at(path)) {
      one.execute("create table t (x)");
      assertThatThrownBy(() -> other.query("select x from t"))
          .hasMessageContaining("no such table");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:shared-name",
        "file:/shared-name",
        "file:///shared/name",
        "file:sh%C3%A4red"
      })
  void isSharedUnderANameByThoseWhoAskForIt(String name) throws Exception {
    try (Sqlite one = Sqlite.at(name + "?mode=memory&cache=shared");
        Sqlite other = Sqlite.at(name + "?mode=memory&cache=shared")) {
      one.execute("create table t (x)", "insert into t values (1)");
      assertThat(other.query("select x from t")).isEqualTo("1");
    }
  }

  @Test
  void outlivesItsConnections() throws Exception {
    try (Sqlite sqlite = Sqlite.at(":memory:")) {
      sqlite.execute("create table t (x)", "insert into t values (1)");
      HikariDataSource pool = sqlite.dataSource().unwrap(HikariDataSource.class);
      pool.getHikariPoolMXBean().softEvictConnections();
      assertThat(sqlite.query("select x from t")).isEqualTo("1");
    }
  }

  @Test
  void isGoneWithThePool() throws Exception {
    String path = "file:gone?mode=memory&cache=shared";
    try (Sqlite sqlite = Sqlite.at(path)) {
      sqlite.execute("create table t (x)");
    }
    try (Sqlite sqlite = Sqlite.at(path)) {
      assertThatThrownBy(() -> sqlite.query("select x from t"))
          .hasMessageContaining("no such table");
    }
  }

  @Test
  void readersAndWritersDoNotLockEachOtherOut() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Sqlite sqlite = Sqlite.at(":memory:")) {
      sqlite.execute("create table t (x)");
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        work.add(
            () -> {
              for (int n = 0; n < 200; n++) {
                sqlite.execute("insert into t values (1)");
                sqlite.query("select count(*) from t");
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
      assertThat(sqlite.query("select count(*) from t")).isEqualTo("1600");
    } finally {
      threads.shutdownNow();
    }
  }
}
