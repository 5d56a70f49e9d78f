package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the guide says of listeners and of the list of databases. */
final class ExtensionsGuideTest {

  static final class LeakReports implements DatabaseListener {

    private final AtomicInteger started = new AtomicInteger();

    @Override
    public void configurePool(Database database, HikariConfig pool) {
      pool.setLeakDetectionThreshold(60_000);
    }

    @Override
    public void started(Database database) {
      started.incrementAndGet();
    }
  }

  @Test
  void aListenerFollowsEveryDatabaseAndAnybodyCanListThem() throws Exception {
    LeakReports reports = new LeakReports();
    Module leakReports =
        binder ->
            Multibinder.newSetBinder(binder, DatabaseListener.class)
                .addBinding()
                .toInstance(reports);
    ConfigSource memory =
        ConfigSource.map(Map.of("sqlite.path", ":memory:", "sqlite.audit.path", ":memory:"));
    List<String> report = new ArrayList<>();
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              leakReports,
              new SqliteModule(SqlOptions.defaults().withConfig(memory)),
              new SqliteModule(SqlOptions.named("audit").withConfig(memory)));
      DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
      assertThat(db.unwrap(HikariDataSource.class).getLeakDetectionThreshold()).isEqualTo(60_000);
      db.getConnection().close();

      list(injector, report);
    }
    assertThat(reports.started).hasValue(1);
    assertThat(report.get(0))
        .startsWith("database.db is STARTED")
        .contains("SQLITE_PATH = :memory: (sqlite.path in a map)");
    assertThat(report.get(1)).isEqualTo("database.audit.db is DECLARED, []");
  }

  private static void list(Injector injector, List<String> report) {
    for (Database database : injector.getInstance(Databases.class).all()) {
      report.add(database.tokens().db() + " is " + database.state() + ", " + database.values());
    }
  }
}
