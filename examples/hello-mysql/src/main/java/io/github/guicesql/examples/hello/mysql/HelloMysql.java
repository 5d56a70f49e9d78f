package io.github.guicesql.examples.hello.mysql;

import io.github.guicesql.examples.hello.service.Hello;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hello example on MySQL and MariaDB. The database is the one in {@code MYSQL_DSN}. Without
 * that, the example starts a MariaDB server that keeps its data in the folder {@code data/mariadb}
 * next to this example's POM.
 *
 * <p>Without an argument it prints the same account as the other hello examples; with {@code serve}
 * it is the JSON service. With {@code steps} it runs each step of the migration from the old
 * service, and with the name of a step only that one.
 */
public final class HelloMysql {

  private static final ConfigKey DSN = ConfigKey.of("mysql", "", "dsn").asSecret();

  private HelloMysql() {}

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
    if (steps(arguments).isEmpty() && !List.of(List.of(), List.of("serve")).contains(arguments)) {
      err.println(
          "hello-mysql: the only argument is serve, steps or one of "
              + Stream.of(Step.values()).map(Step::argument).collect(Collectors.joining(", "))
              + ", not "
              + String.join(" ", arguments));
      return 1;
    }
    if (settings.get(DSN).isPresent()) {
      return runOn(settings, arguments, out, err);
    }
    Path data = home.resolve("data").resolve("mariadb").toAbsolutePath();
    try (MariaDbServer server =
        MariaDbServer.launch(MariaDbOptions.defaults().withDataDirectory(data))) {
      out.println(
          "MYSQL_DSN is not set, so this is a MariaDB "
              + server.version()
              + " of its own, with its data in "
              + data);
      ConfigSource ownServer = ConfigSource.map(Map.of(DSN.token(), dsn(server.defaultDatabase())));
      return runOn(ConfigSource.firstOf(settings, ownServer), arguments, out, err);
    } catch (IllegalStateException e) {
      err.println("hello-mysql has no server. " + e.getMessage());
      return 1;
    }
  }

  /** Returns the database's JDBC URL, since the old service understands nothing else. */
  static String dsn(TestDatabase database) {
    return database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();
  }

  private static int runOn(
      ConfigSource settings, List<String> arguments, PrintStream out, PrintStream err) {
    List<Step> steps = steps(arguments);
    return steps.isEmpty()
        ? hello(settings).run(arguments, out, err)
        : new Walk(steps, settings.get(DSN).orElseThrow()).run(out, err);
  }

  private static Hello hello(ConfigSource settings) {
    return new Hello(
        "hello-mysql",
        new MysqlModule(
            SqlOptions.defaults()
                .withConfig(settings)
                .withPool(pool -> pool.setConnectionTimeout(Duration.ofSeconds(5).toMillis()))),
        connection -> "database " + connection.getCatalog(),
        settings);
  }

  private static List<Step> steps(List<String> arguments) {
    if (arguments.equals(List.of("steps"))) {
      return List.of(Step.values());
    }
    return arguments.size() == 1
        ? Step.of(arguments.get(0)).map(List::of).orElse(List.of())
        : List.of();
  }
}
