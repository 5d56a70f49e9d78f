package io.github.guicesql.benchmarks.start;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/** The module with its defaults, for the same feature. */
final class GuiceSql {

  private GuiceSql() {}

  public static void main(String[] args) throws SQLException, IOException {
    ConfigSource config = ConfigSource.map(Map.of("sqlite.path", args[0]));
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SqliteModule(SqlOptions.defaults().withConfig(config)));
      FirstRow.print(injector.getInstance(Feature.class).db);
    }
  }
}
