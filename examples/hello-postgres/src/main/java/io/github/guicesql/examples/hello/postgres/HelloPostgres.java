package io.github.guicesql.examples.hello.postgres;

import io.github.guicesql.examples.hello.service.Hello;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The hello example on PostgreSQL. The database is the one in {@code POSTGRES_DSN}. Without that,
 * the example starts a server that keeps its data in the folder {@code data/postgres} next to this
 * example's POM. With the argument {@code serve} it is a JSON service.
 */
public final class HelloPostgres {

  private static final ConfigKey DSN = ConfigKey.of("postgres", "", "dsn").asSecret();

  private HelloPostgres() {}

  /** Runs the example. It calls exit only to report a failure, since the JVM may be Maven's. */
  public static void main(String[] arguments) {
    ConfigSource settings =
        ConfigSource.firstOf(ConfigSource.environment(), ConfigSource.systemProperties());
    Path home = Path.of(System.getProperty("hello.home", ""));
    int status = run(settings, home, List.of(arguments), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(
      ConfigSource settings, Path home, List<String> arguments, PrintStream out, PrintStream err) {
    if (settings.get(DSN).isPresent()) {
      return hello(settings).run(arguments, out, err);
    }
    Path data = home.resolve("data").resolve("postgres").toAbsolutePath();
    try (PostgresServer server =
        PostgresServer.launch(PostgresOptions.defaults().withDataDirectory(data))) {
      out.println(
          "POSTGRES_DSN is not set, so this is a PostgreSQL "
              + server.version()
              + " of its own, with its data in "
              + data);
      String dsn = server.defaultDatabase().dsn();
      ConfigSource ownServer = ConfigSource.map(Map.of(DSN.token(), dsn));
      return hello(ConfigSource.firstOf(settings, ownServer)).run(arguments, out, err);
    } catch (IllegalStateException e) {
      err.println("hello-postgres has no server. " + e.getMessage());
      return 1;
    }
  }

  private static Hello hello(ConfigSource settings) {
    return new Hello(
        "hello-postgres",
        new PostgresModule(
            SqlOptions.defaults()
                .withConfig(settings)
                .withPool(pool -> pool.setConnectionTimeout(Duration.ofSeconds(5).toMillis()))),
        connection -> connection.getMetaData().getURL(),
        settings);
  }
}
