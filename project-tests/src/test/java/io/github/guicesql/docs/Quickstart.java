package io.github.guicesql.docs;

import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.name.Named;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;

/** The README's first service. */
public final class Quickstart {

  private Quickstart() {}

  // README: feature
  static final class Visits {
    private final DataSource db;

    @Inject
    Visits(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }

    long count() throws SQLException {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create table if not exists visits (at timestamp)");
        statement.execute("insert into visits values (current_timestamp)");
        try (ResultSet rows = statement.executeQuery("select count(*) from visits")) {
          rows.next();
          return rows.getLong(1);
        }
      }
    }
  }

  // README: end

  // README: main
  public static void main(String[] args) throws SQLException {
    ConfigSource config =
        ConfigSource.firstOf(
            ConfigSource.environment(),
            ConfigSource.systemProperties(),
            ConfigSource.map(Map.of("sqlite.path", "visits.db")));

    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SqliteModule(SqlOptions.defaults().withConfig(config)));
      System.out.println("visit number " + injector.getInstance(Visits.class).count());
    } catch (RuntimeException e) {
      SqlErrors.find(e).ifPresent(ours -> System.err.println(ours.getMessage()));
      throw e;
    }
  }
  // README: end
}
