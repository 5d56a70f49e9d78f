package visits;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.jdbc.JdbcModule;
import io.github.guicesql.micrometer.MicrometerModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.opentelemetry.OpenTelemetryModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.slowlog.SlowLogModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Uses one database, and asks three servers that do not exist: so their drivers are loaded. */
final class Main {

  private Main() {}

  public static void main(String[] args) throws SQLException {
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(
                ConfigSource.map(
                    Map.of(
                        "sqlite.path", ":memory:",
                        "jdbc.absent.url", "jdbc:h2:tcp://127.0.0.1:1/absent",
                        "jdbc.absent.connect-timeout", "5s",
                        "postgres.absent.dsn", "postgres://user:secret@127.0.0.1:1/absent",
                        "postgres.absent.connect-timeout", "5s",
                        "mysql.absent.dsn", "user:secret@tcp(127.0.0.1:1)/absent",
                        "mysql.absent.connect-timeout", "5s")));
    System.out.println("module " + Main.class.getModule().getName());

    MeterRegistry meters = new SimpleMeterRegistry();
    Injector injector =
        Guice.createInjector(
            new LifecycleModule(),
            new MicrometerModule(),
            new OpenTelemetryModule(),
            new SlowLogModule(ConfigSource.map(Map.of("sqlite.slow-threshold", "1h"))),
            new TransactorModule(),
            new SqliteModule(options),
            binder -> {
              binder.bind(MeterRegistry.class).toInstance(meters);
              binder.bind(OpenTelemetry.class).toInstance(OpenTelemetry.noop());
            });
    Transactor transactor = injector.getInstance(Transactor.key(SqlTokens.defaults()));
    Visits visits = injector.getInstance(Visits.class);
    System.out.println("visits " + transactor.<Integer, SQLException>inTransaction(visits::count));
    System.out.println(
        "committed transactions: " + meters.get("guicesql.transactions").timer().count());
    injector.getInstance(LifecycleRegistry.class).close();

    SqlOptions absent = options.withName("absent");
    for (Module server :
        List.of(
            new PostgresModule(absent),
            new MysqlModule(absent),
            new JdbcModule(Dialect.H2, absent))) {
      injector = Guice.createInjector(new LifecycleModule(), server);
      try {
        injector.getInstance(SqlTokens.named("absent").dbKey());
      } catch (RuntimeException e) {
        System.out.println(SqlErrors.find(e).orElseThrow(() -> e).getMessage());
      }
    }
  }
}
