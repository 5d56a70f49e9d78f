package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Collation;
import org.sqlite.Function;

/** What every connection has from its setup, and what becomes of one whose setup fails. */
class ConnectionSetupTest {

  private static final ConnectionSetup FUNCTION =
      connection ->
          Function.create(
              connection,
              "twice",
              new Function() {
                @Override
                protected void xFunc() throws SQLException {
                  result(2 * value_int(0));
                }
              });

  private static final ConnectionSetup COLLATION =
      connection ->
          Collation.create(
              connection,
              "backwards",
              new Collation() {
                @Override
                protected int xCompare(String one, String other) {
                  return other.compareTo(one);
                }
              });

  @TempDir Path folder;

  private final LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  private SqlOptions options(Object path) {
    return SqlOptions.defaults()
        .withConfig(ConfigSource.map(Map.of("SQLITE_PATH", path.toString())));
  }

  private DataSource install(SqliteModule... modules) {
    List<com.google.inject.Module> all = new ArrayList<>(List.of(modules));
    all.add(LifecycleModule.using(registry));
    Injector injector = Guice.createInjector(all);
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  @Test
  void everyConnectionHasIt() throws Exception {
    SqliteModule module =
        new SqliteModule(options(folder.resolve("a.db")))
            .withConnectionSetup(FUNCTION)
            .withConnectionSetup(COLLATION);
    DataSource pool = install(module);
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        Connection connection = pool.getConnection();
        connections.add(connection);
        assertThat(Sqlite.query(connection, "select twice(21)")).isEqualTo("42");
        String backwards =
            "select group_concat(x, '') from (select 'a' x union select 'b' order by 1 collate"
                + " backwards)";
        assertThat(Sqlite.query(connection, backwards)).isEqualTo("ba");
      }
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void inMemoryToo() throws Exception {
    DataSource pool = install(new SqliteModule(options(":memory:")).withConnectionSetup(FUNCTION));
    try (Connection connection = pool.getConnection()) {
      assertThat(Sqlite.query(connection, "select twice(21)")).isEqualTo("42");
    }
  }

  @Test
  void nothingOfATransactionIsLeft() throws Exception {
    Path file = folder.resolve("a.db");
    DataSource pool =
        install(
            new SqliteModule(options(file))
                .withConnectionSetup(
                    connection ->
                        Sqlite.execute(connection, "begin immediate", "create table t (x)")));
    try (Connection connection = pool.getConnection();
        Connection other = pool.getConnection()) {
      assertThat(Sqlite.query(connection, "select count(*) from sqlite_schema")).isEqualTo("0");
      Sqlite.execute(other, "create table other (x)");
    }
  }

  @Test
  void aSetupThatFailsClosesItsConnection() throws Exception {
    List<Connection> seen = new ArrayList<>();
    ConnectionSetup remember = seen::add;
    IllegalStateException bug = new IllegalStateException("a bug");
    SqliteModule module =
        new SqliteModule(options(folder.resolve("a.db"))).withConnectionSetup(remember);

    DataSource wrongSql =
        install(module.withConnectionSetup(it -> Sqlite.execute(it, "select absent")));
    SQLException failure = Sqlite.failure(wrongSql::getConnection);
    assertThat(failure.getSQLState()).isEqualTo("42703");
    assertThat(SqlErrors.find(failure).orElseThrow())
        .hasMessageContaining("SQLITE_PATH")
        .hasMessageContaining("no such column: absent");

    DataSource withBug =
        install(
            module.withConnectionSetup(
                it -> {
                  throw bug;
                }));
    failure = Sqlite.failure(withBug::getConnection);
    assertThat((Throwable) failure)
        .hasMessageContaining("The setup of a connection failed")
        .hasRootCause(bug);

    assertThat(seen).isNotEmpty();
    for (Connection connection : seen) {
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void modulesAreTheSameIfTheirSetupsAre() throws Exception {
    SqlOptions options = options(folder.resolve("a.db"));
    SqliteModule module = new SqliteModule(options).withConnectionSetup(FUNCTION);
    SqliteModule same = new SqliteModule(options).withConnectionSetup(FUNCTION);
    assertThat(module).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(module)
        .isNotEqualTo(new SqliteModule(options))
        .isNotEqualTo(new SqliteModule(options).withConnectionSetup(COLLATION))
        .isNotEqualTo(same.withConnectionSetup(COLLATION));
    try (Connection connection = install(module, same).getConnection()) {
      assertThat(Sqlite.query(connection, "select twice(1)")).isEqualTo("2");
    }
  }
}
