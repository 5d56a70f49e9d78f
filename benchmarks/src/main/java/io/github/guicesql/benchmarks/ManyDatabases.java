package io.github.guicesql.benchmarks;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Singleton;
import com.google.inject.name.Names;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A process with as many SQLite databases as its arguments say. It prints what they cost.
 *
 * <p>Arguments: {@link Kind}, how many, the folder for their files.
 */
final class ManyDatabases {

  private static final int STEADY_MILLIS = 500;
  private static final int LONGEST_WAIT_MILLIS = 30_000;

  private ManyDatabases() {}

  enum Kind {
    /** Installed and injected; nobody borrows. */
    UNUSED("guice-sql, unused"),
    /** One query in each. */
    USED("guice-sql, used"),
    /** The same by HikariCP, each pool in a provider of the service's own. */
    BY_HAND("Guice and HikariCP by hand, used");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  /**
   * What all of them cost, beyond one that was opened and closed before.
   *
   * @param createMillis the injector, and each data source injected
   * @param queryMillis the first query in each
   * @param closeMillis all are closed
   */
  record Cost(
      double createMillis,
      double queryMillis,
      double closeMillis,
      double heapBytes,
      double threads,
      double handles) {

    static Cost parse(String line) {
      List<Double> values = Stream.of(line.split(" ")).map(Double::valueOf).toList();
      return new Cost(
          values.get(0), values.get(1), values.get(2), values.get(3), values.get(4), values.get(5));
    }

    private String line() {
      return String.format(
          Locale.ROOT,
          "%f %f %f %f %f %f",
          createMillis,
          queryMillis,
          closeMillis,
          heapBytes,
          threads,
          handles);
    }
  }

  public static void main(String[] args) throws Exception {
    Kind kind = Kind.valueOf(args[0]);
    int count = Integer.parseInt(args[1]);
    Path folder = Path.of(args[2]);
    measure(kind, 1, Files.createDirectory(folder.resolve("first")));
    System.out.println(measure(kind, count, Files.createDirectory(folder.resolve("all"))).line());
  }

  private static Cost measure(Kind kind, int count, Path folder) throws Exception {
    steady();
    double heap = heap();
    double threads = threads();
    double handles = handles();
    long begin = System.nanoTime();
    long created;
    long queried;
    long closing;
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      List<DataSource> databases =
          kind == Kind.BY_HAND ? hikari(registry, count, folder) : ours(registry, count, folder);
      created = System.nanoTime();
      if (kind != Kind.UNUSED) {
        for (DataSource database : databases) {
          query(database);
        }
      }
      queried = System.nanoTime();
      steady();
      threads = threads() - threads;
      handles = handles() - handles;
      // The registry holds all that is measured.
      heap = heap() - heap;
      closing = System.nanoTime();
    }
    return new Cost(
        (created - begin) / 1e6,
        (queried - created) / 1e6,
        (System.nanoTime() - closing) / 1e6,
        heap,
        threads,
        handles);
  }

  private static List<DataSource> ours(LifecycleRegistry registry, int count, Path folder) {
    Map<String, String> values = new HashMap<>();
    List<Module> modules = new ArrayList<>();
    modules.add(LifecycleModule.using(registry));
    for (int i = 0; i < count; i++) {
      values.put("sqlite.d" + i + ".path", folder.resolve(i + ".db").toString());
    }
    ConfigSource config = ConfigSource.map(values);
    for (int i = 0; i < count; i++) {
      modules.add(new SqliteModule(SqlOptions.named("d" + i).withConfig(config)));
    }
    Injector injector = Guice.createInjector(modules);
    List<DataSource> databases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      databases.add(injector.getInstance(SqlTokens.named("d" + i).dbKey()));
    }
    return databases;
  }

  private static List<DataSource> hikari(LifecycleRegistry registry, int count, Path folder) {
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "d" + i;
      String url = "jdbc:sqlite:" + folder.resolve(i + ".db") + "?journal_mode=WAL";
      modules.add(
          new AbstractModule() {
            @Override
            protected void configure() {
              bind(Key.get(DataSource.class, Names.named(name)))
                  .toProvider(
                      () -> {
                        HikariConfig config = new HikariConfig();
                        config.setJdbcUrl(url);
                        HikariDataSource pool = new HikariDataSource(config);
                        registry.register(name, pool);
                        return pool;
                      })
                  .in(Singleton.class);
            }
          });
    }
    Injector injector = Guice.createInjector(modules);
    List<DataSource> databases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      databases.add(injector.getInstance(Key.get(DataSource.class, Names.named("d" + i))));
    }
    return databases;
  }

  private static void query(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from sqlite_master")) {
      row.next();
    }
  }

  private static double heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - (double) Runtime.getRuntime().freeMemory();
  }

  /** Pools go on opening and closing connections after the first one. */
  private static void steady() throws IOException, InterruptedException {
    int before = -1;
    for (int waited = 0; waited < LONGEST_WAIT_MILLIS; waited += STEADY_MILLIS) {
      int now = threads() + handles();
      if (now == before) {
        return;
      }
      before = now;
      Thread.sleep(STEADY_MILLIS);
    }
  }

  /** Java's: those of the JVM come and go. */
  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static int handles() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
      return (int) entries.count();
    }
  }
}
