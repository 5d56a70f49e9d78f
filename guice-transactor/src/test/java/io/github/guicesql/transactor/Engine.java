package io.github.guicesql.transactor;

import com.google.inject.Module;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.MysqlServer;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The engines on which a transactor has to behave the same. */
enum Engine {
  POSTGRES("select pg_backend_pid()", "select pg_terminate_backend(%s, 5000)") {
    @Override
    Place create() {
      TestDatabase database = PostgresServer.shared().createDatabase();
      Map<String, String> config = Map.of("POSTGRES_DSN", database.dsn());
      return new Place(
          options -> new PostgresModule(options.withConfig(ConfigSource.map(config))),
          database::close);
    }
  },

  SQLITE("", "") {
    @Override
    Place create() {
      try {
        Path folder = Files.createTempDirectory("transactor");
        Map<String, String> config =
            Map.of(
                "SQLITE_PATH",
                folder.resolve("test.db").toString(),
                "SQLITE_BUSY_TIMEOUT",
                "500ms");
        return new Place(
            options -> new SqliteModule(options.withConfig(ConfigSource.map(config))),
            () -> delete(folder));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },

  MARIADB("select connection_id()", "kill %s") {
    @Override
    Place create() {
      return mysql(MariaDbServer.shared().createDatabase(), "mariadb");
    }
  },

  MYSQL("select connection_id()", "kill %s") {
    @Override
    Place create() {
      return mysql(MysqlServer.shared().createDatabase(), "mysql");
    }
  },

  /** By a pool that the service makes itself. */
  H2("", "") {
    @Override
    Place create() {
      String url =
          "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;DEFAULT_LOCK_TIMEOUT=500";
      return new Place(
          options -> {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url);
            options.poolHooks().forEach(hook -> hook.accept(config));
            DataSource dataSource = new HikariDataSource(config);
            for (UnaryOperator<DataSource> decorator : options.decorators()) {
              dataSource = decorator.apply(dataSource);
            }
            DataSource existing = dataSource;
            return ExistingDataSourceModule.of(
                    () -> existing, SqlTokens.defaults(), Dialect.of("h2"))
                .withListeners();
          },
          () -> {});
    }
  };

  /**
   * A fresh database.
   *
   * @param module the module that binds it, with further options
   */
  record Place(Function<SqlOptions, Module> module, Runnable drop) {}

  private final String session;
  private final String kill;

  Engine(String session, String kill) {
    this.session = session;
    this.kill = kill;
  }

  abstract Place create();

  /** A query for the connection's session in the server; empty if there is no server. */
  String session() {
    return session;
  }

  boolean hasSessions() {
    return !session.isEmpty();
  }

  String kill(String victim) {
    return kill.formatted(victim);
  }

  /** A database of MySQL or MariaDB, by the driver with that scheme. */
  static Place mysql(TestDatabase database, String scheme) {
    Map<String, String> config =
        Map.of(
            "MYSQL_DSN",
            "jdbc:%s://%s:%s@%s:%d/%s"
                .formatted(
                    scheme,
                    database.user(),
                    database.password(),
                    database.host(),
                    database.port(),
                    database.database()));
    return new Place(
        options -> new MysqlModule(options.withConfig(ConfigSource.map(config))), database::close);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
