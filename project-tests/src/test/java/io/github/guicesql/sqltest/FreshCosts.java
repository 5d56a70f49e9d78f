package io.github.guicesql.sqltest;

import com.google.inject.Module;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Measures what a fresh database for each test costs: the table in docs/guides/testing.md. Not a
 * test.
 */
final class FreshCosts {

  private static final int WARM_UP = Integer.getInteger("costs.warm-up", 20);
  private static final int TESTS = Integer.getInteger("costs.tests", 60);

  private FreshCosts() {}

  /** Prints a table: engines as arguments, all of them if there are none. */
  public static void main(String[] arguments) throws Exception {
    List<String> engines =
        arguments.length == 0
            ? List.of("sqlite", "postgres", "mariadb", "mysql")
            : Arrays.asList(arguments);
    System.out.println(
        "| engine | tables | migrated for each test | TEMPLATE | ROLLBACK | TRUNCATE | DELETE |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (String engine : engines) {
      for (int tables : new int[] {5, 40, 200}) {
        Places places = places(engine);
        Opened.Modules modules = modules(engine, tables);
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %s | %s | %s | %s | %s |%n",
            engine,
            tables,
            migrated(places, modules),
            copies(places, modules),
            rollback(places, modules),
            engine.startsWith("m") ? emptied(places, modules, "truncate table t", tables) : "",
            engine.startsWith("m") ? emptied(places, modules, "delete from t", tables) : "");
      }
    }
    System.exit(0);
  }

  static Places places(String engine) throws Exception {
    return switch (engine) {
      case "sqlite" -> new FilePlaces(Files.createTempDirectory("costs"));
      case "postgres" -> new ServerPlaces(PostgresServer.shared());
      case "mariadb" -> new ServerPlaces(MariaDbServer.shared());
      default -> new ServerPlaces(MysqlServer.shared());
    };
  }

  static Opened.Modules modules(String engine, int tables) {
    Function<ConfigSource, Module> driver =
        config -> {
          SqlOptions options =
              SqlOptions.defaults()
                  .withConfig(config)
                  .withMigration(database -> migrate(database, tables));
          return switch (engine) {
            case "sqlite" -> new SqliteModule(options);
            case "postgres" -> new PostgresModule(options);
            default -> new MysqlModule(options);
          };
        };
    String prefix = engine.startsWith("m") ? "mysql" : engine;
    return new Opened.Modules(prefix, driver, List.of());
  }

  private static void migrate(DataSource database, int tables) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < tables; i++) {
        statement.execute(
            "create table t"
                + i
                + " (id integer primary key, name varchar(100) not null, other integer,"
                + " unique (name)"
                + (i == 0 ? "" : ", foreign key (other) references t" + (i - 1) + " (id)")
                + ")");
      }
      statement.execute("insert into t0 values (1, 'one', null)");
    }
  }

  private static void test(Opened opened) throws SQLException {
    DataSource db = opened.injector().getInstance(SqlTokens.defaults().dbKey());
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("insert into t1 values (1, 'one', 1)");
    }
  }

  private static String migrated(Places places, Opened.Modules modules) throws Exception {
    return fastestAndMedian(TESTS / 6, () -> run(places, modules));
  }

  private static String fastestAndMedian(int tests, Callable<Boolean> test) throws Exception {
    for (int i = 0; i < Math.min(tests, WARM_UP); i++) {
      test.call();
    }
    long[] nanos = new long[tests];
    for (int i = 0; i < tests; i++) {
      long began = System.nanoTime();
      test.call();
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return String.format(
        Locale.ROOT, "%.1f ms, median %.1f ms", nanos[0] / 1e6, nanos[tests / 2] / 1e6);
  }

  private static boolean run(Places places, Opened.Modules modules) throws SQLException {
    try (Place place = places.create()) {
      Opened opened = Opened.on(place, modules);
      test(opened);
      opened.close();
      return true;
    }
  }

  private static Template template(Places places, Opened.Modules modules) {
    Place place = places.create();
    Opened first = Opened.on(place, modules);
    first.migrate(modules.prefix());
    first.close();
    return new Template(places, place);
  }

  private static String copies(Places places, Opened.Modules modules) throws Exception {
    try (Template template = template(places, modules)) {
      return fastestAndMedian(TESTS, () -> run(new CopiedPlaces(template), modules));
    }
  }

  private static String rollback(Places places, Opened.Modules modules) throws Exception {
    try (Template template = template(places, modules)) {
      RolledBackPlaces rolledBack = new RolledBackPlaces(template);
      String cost = fastestAndMedian(TESTS, () -> run(rolledBack, modules));
      rolledBack.close();
      return cost;
    }
  }

  private static boolean run(TestPlaces places, Opened.Modules modules) throws Exception {
    Opened opened = places.open(modules);
    test(opened);
    opened.close();
    opened.check();
    places.giveBack(opened);
    return true;
  }

  /** What it would cost to empty one database after each test, and to fill it as it was. */
  private static String emptied(Places places, Opened.Modules modules, String empty, int tables)
      throws Exception {
    try (Template template = template(places, modules)) {
      Place place = template.take();
      String cost =
          fastestAndMedian(
              TESTS / 3,
              () -> {
                Opened opened = Opened.on(place, modules);
                test(opened);
                opened.close();
                empty(place, empty, tables);
                return true;
              });
      template.giveBack(place);
      return cost;
    }
  }

  private static void empty(Place place, String empty, int tables) throws SQLException {
    try (Connection connection = Objects.requireNonNull(place.database()).connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set foreign_key_checks = 0");
      connection.setAutoCommit(false);
      for (int i = 0; i < tables; i++) {
        statement.execute(empty + i);
      }
      statement.execute("insert into t0 values (1, 'one', null)");
      connection.commit();
    }
  }
}
