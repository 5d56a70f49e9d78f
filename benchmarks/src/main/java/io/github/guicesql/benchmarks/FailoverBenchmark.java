package io.github.guicesql.benchmarks;

import com.google.inject.Guice;
import com.google.inject.Module;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a fail-over costs the writers of a pool: with the hosts in this library's DSN, and with
 * HikariCP and the hosts in the driver's URL. Prints a row for each run, and draws the writes of
 * each fault.
 *
 * <p>Arguments: the products, {@code postgres}, {@code mariadb} or both with a comma; the faults of
 * {@link FailoverRun.Fault}, or {@code all}; and the folder for the pictures.
 */
public final class FailoverBenchmark {

  private FailoverBenchmark() {}

  private enum Kind {
    POSTGRES {
      @Override
      ReplicatedPair launch() {
        return ReplicatedPair.launch(PostgresOptions.defaults());
      }

      @Override
      Module module(SqlOptions options) {
        return new PostgresModule(options);
      }

      @Override
      String driverUrl(String hosts) {
        return "jdbc:postgresql://" + hosts + "?targetServerType=primary";
      }
    },
    MARIADB {
      @Override
      ReplicatedPair launch() {
        return ReplicatedPair.launch(MariaDbOptions.defaults());
      }

      @Override
      Module module(SqlOptions options) {
        return new MysqlModule(options);
      }

      @Override
      String driverUrl(String hosts) {
        return "jdbc:mariadb:sequential://" + hosts;
      }
    };

    abstract ReplicatedPair launch();

    abstract Module module(SqlOptions options);

    abstract String driverUrl(String hosts);
  }

  private enum Contender {
    OURS("this library, hosts in the DSN") {
      @Override
      FailoverRun run(Kind kind, ReplicatedPair pair, FailoverRun.Fault fault) throws Exception {
        String prefix = kind == Kind.POSTGRES ? "postgres" : "mysql";
        SqlOptions options =
            SqlOptions.defaults().withConfig(ConfigSource.map(Map.of(prefix + ".dsn", pair.dsn())));
        FailoverRun run = new FailoverRun();
        try (LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(1))) {
          run.run(
              pair,
              Guice.createInjector(LifecycleModule.using(registry), kind.module(options))
                  .getInstance(SqlTokens.defaults().dbKey()),
              fault);
        }
        return run;
      }
    },
    DRIVER("HikariCP, hosts in the driver's URL") {
      @Override
      FailoverRun run(Kind kind, ReplicatedPair pair, FailoverRun.Fault fault) throws Exception {
        TestDatabase first = pair.first().database();
        TestDatabase second = pair.second().database();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
            kind.driverUrl(
                "localhost:%d,localhost:%d/%s"
                    .formatted(first.port(), second.port(), first.database())));
        config.setUsername(first.user());
        config.setPassword(first.password());
        FailoverRun run = new FailoverRun();
        HikariDataSource pool = new HikariDataSource(config);
        run.run(pair, pool, fault);
        // Closing it would wait for what hangs: that ends with its server.
        Thread closing = new Thread(pool::close, "close");
        closing.setDaemon(true);
        closing.start();
        return run;
      }
    };

    final String title;

    Contender(String title) {
      this.title = title;
    }

    abstract FailoverRun run(Kind kind, ReplicatedPair pair, FailoverRun.Fault fault)
        throws Exception;
  }

  /** Runs each fault on each product with each contender. */
  public static void main(String[] args) throws Exception {
    String products = args.length > 0 ? args[0] : "postgres,mariadb";
    Path pictures = Path.of(args.length > 2 ? args[2] : "docs/benchmarks");
    System.out.println(
        "| database | fault | pool | promoted after | all writers back after | errors | lost | unknown |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (String product : products.split(",", -1)) {
      Kind kind = Kind.valueOf(product.toUpperCase(Locale.ROOT));
      for (FailoverRun.Fault fault : faults(args.length > 1 ? args[1] : "all")) {
        List<FailoverChart.Series> series = new ArrayList<>();
        for (Contender contender : Contender.values()) {
          FailoverRun run = run(kind, contender, fault);
          series.add(new FailoverChart.Series(contender.title, run.perTenth()));
          System.out.println(row(kind, fault, contender, run));
        }
        int before = (int) (FailoverRun.BEFORE.toMillis() / 100);
        String name = (kind + "-" + fault).toLowerCase(Locale.ROOT).replace('_', '-');
        Files.writeString(
            pictures.resolve("failover-" + name + ".svg"),
            FailoverChart.draw(fault.title, before, series));
      }
    }
  }

  private static Set<FailoverRun.Fault> faults(String names) {
    Set<FailoverRun.Fault> faults = EnumSet.allOf(FailoverRun.Fault.class);
    if (!names.equals("all")) {
      List<String> wanted = List.of(names.toUpperCase(Locale.ROOT).split(",", -1));
      faults.removeIf(fault -> !wanted.contains(fault.name()));
    }
    return faults;
  }

  private static FailoverRun run(Kind kind, Contender contender, FailoverRun.Fault fault)
      throws Exception {
    try (ReplicatedPair pair = kind.launch()) {
      try (Connection connection = pair.first().database().connect();
          Statement statement = connection.createStatement()) {
        statement.execute("create table t (id int primary key)");
      }
      pair.second().awaitReplay(pair.first());
      return contender.run(kind, pair, fault);
    }
  }

  private static String row(
      Kind kind, FailoverRun.Fault fault, Contender contender, FailoverRun run) {
    double back = run.allBack();
    return "| %s | %s | %s | %.1f s | %s | %s | %d | %d |"
        .formatted(
            kind,
            fault.title,
            contender.title,
            run.promoted(),
            Double.isInfinite(back)
                ? "never in " + FailoverRun.AFTER.toSeconds() + " s, " + run.hanging() + " hang"
                : String.format(Locale.ROOT, "%.1f s", back),
            run.errors(),
            run.lost(),
            run.storedInSpiteOfFailure());
  }
}
