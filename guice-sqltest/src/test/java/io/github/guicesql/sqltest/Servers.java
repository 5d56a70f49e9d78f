package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the tests that are for every product's servers must say in each product's way. */
final class Servers {
  private Servers() {}

  static TestServer shared(Product product) {
    return switch (product) {
      case POSTGRES -> PostgresServer.shared();
      case MARIADB -> MariaDbServer.shared();
      case MYSQL -> MysqlServer.shared();
    };
  }

  static TestServer choose(Product product, Function<String, @Nullable String> environment) {
    return switch (product) {
      case POSTGRES -> PostgresServer.choose(environment);
      case MARIADB -> MariaDbServer.choose(environment);
      case MYSQL -> MysqlServer.choose(environment);
    };
  }

  static TestServer launch(Product product) {
    return launch(product.defaults());
  }

  static TestServer launch(ServerOptions options) {
    if (options instanceof PostgresOptions postgres) {
      return PostgresServer.launch(postgres);
    }
    return options instanceof MysqlOptions mysql
        ? MysqlServer.launch(mysql)
        : MariaDbServer.launch((MariaDbOptions) options);
  }

  static ServerOptions withSetting(Product product, String name, String value) {
    return options(product, Map.of(name, value), null, 0, null, null);
  }

  static ServerOptions withDataDirectory(Product product, Path directory) {
    return options(product, Map.of(), directory, 0, null, null);
  }

  static ServerOptions withPort(Product product, int port) {
    return options(product, Map.of(), null, port, null, null);
  }

  static ServerOptions options(
      Product product,
      Map<String, String> settings,
      @Nullable Path directory,
      int port,
      @Nullable Path certificate,
      @Nullable Path key) {
    return switch (product) {
      case POSTGRES -> new PostgresOptions(settings, directory, port, certificate, key);
      case MARIADB -> new MariaDbOptions(settings, directory, port, certificate, key);
      case MYSQL -> new MysqlOptions(settings, directory, port, certificate, key);
    };
  }

  /** A query for the database that the connection is to. */
  static String current(Product product) {
    return switch (product) {
      case POSTGRES -> "SELECT current_database()";
      case MARIADB, MYSQL -> "SELECT DATABASE()";
    };
  }

  /** A query for the names of all databases, in one line. */
  static String all(Product product) {
    return switch (product) {
      case POSTGRES -> "SELECT string_agg(datname, ' ') FROM pg_database";
      case MARIADB, MYSQL ->
          "SELECT GROUP_CONCAT(schema_name SEPARATOR ' ') FROM information_schema.schemata";
    };
  }

  /** The data folder of an embedded server. */
  static Path data(Product product, TestDatabase database) throws SQLException {
    String query =
        switch (product) {
          case POSTGRES -> "SHOW data_directory";
          case MARIADB, MYSQL -> "SELECT @@datadir";
        };
    return Path.of(EmbeddedServerTest.ask(database, query));
  }

  /** The process of the server that has this data folder. */
  static ProcessHandle process(Product product, Path data) throws IOException {
    Path file =
        switch (product) {
          case POSTGRES -> data.resolve("postmaster.pid");
          case MARIADB, MYSQL -> data.resolveSibling("server.pid");
        };
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0))).orElseThrow();
  }
}
