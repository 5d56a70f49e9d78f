package visits;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.SQLException;
import java.util.Map;

/** The application: it chooses the databases, and closes them. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws SQLException {
    ConfigSource config =
        ConfigSource.firstOf(
            ConfigSource.environment(),
            ConfigSource.systemProperties(),
            ConfigSource.map(Map.of("sqlite.audit.path", "audit.db")));

    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SqliteModule(SqlOptions.named("audit").withConfig(config)),
              new PostgresModule(SqlOptions.defaults().withConfig(config)));
      long visit = injector.getInstance(Visits.class).add();
      AuditLog audit = injector.getInstance(AuditLog.class);
      audit.write("visit number " + visit);
      audit.lines().forEach(System.out::println);
    } catch (RuntimeException e) {
      System.err.println(SqlErrors.find(e).orElseThrow(() -> e).getMessage());
      System.exit(1);
    }
  }
}
