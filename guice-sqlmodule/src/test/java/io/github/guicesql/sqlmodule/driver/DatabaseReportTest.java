package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the report says of the databases of an injector, and what it never says. */
final class DatabaseReportTest {

  private static final Setting<String> SECRET =
      Setting.of("password", String.class, SettingParser.text(), "how to log in").secret();

  private final FakeDataSource driver = new FakeDataSource();

  /** A driver module with a secret. */
  private final class SecretModule extends DriverModule {
    private SecretModule(SqlOptions options) {
      super("fake", Dialect.of("fake"), options, List.of(SECRET, MAX_IDLE_CONNS));
    }

    @Override
    protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
      return new DriverHandle() {
        @Override
        protected Connection open(@Nullable Credentials credentials) throws SQLException {
          return driver.getConnection();
        }
      };
    }
  }

  /** A listener with a name. */
  private static final class Traces implements DatabaseListener {}

  /** A decorator with a name. */
  private static final class Transparent implements UnaryOperator<DataSource> {
    @Override
    public DataSource apply(DataSource dataSource) {
      return dataSource;
    }
  }

  @Test
  void hasTheStateThePoolTheValuesWithTheirOriginAndTheExtensionsInOrder() throws Exception {
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(FakeModule.config("FAKE_PASSWORD", "geheim", "FAKE_MAX_OPEN_CONNS", "1"))
            .withPool(pool -> {})
            .withDataSource(new Transparent());
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SecretModule(options),
              binder ->
                  Multibinder.newSetBinder(binder, DatabaseListener.class)
                      .addBinding()
                      .toInstance(new Traces()));
      Databases databases = injector.getInstance(Databases.class);
      String test = DatabaseReportTest.class.getName();

      assertThat(databases.toString())
          .isEqualTo(
              """
              database.db: fake, dialect fake, DECLARED, configured by a map of [FAKE_MAX_OPEN_CONNS, FAKE_PASSWORD]
                listener %1$s$Traces
                pool hook %1$s (lambda)
                decorator %1$s$Transparent
              """
                  .formatted(test));

      try (Connection only = injector.getInstance(SqlTokens.defaults().dbKey()).getConnection()) {
        assertThat(only.isClosed()).isFalse();
        assertThat(databases.toString())
            .contains(
                """
                STARTED, configured by a map of [FAKE_MAX_OPEN_CONNS, FAKE_PASSWORD]
                  pool database.db: 1 active, 0 idle, 0 waiting, at most 1
                  FAKE_PASSWORD = *** (FAKE_PASSWORD in a map)
                """)
            .doesNotContain("geheim");
        assertThat(databases.toJson())
            .startsWith(
                "{\"databases\":[{\"database\":\"database.db\",\"driver\":\"fake\","
                    + "\"dialect\":\"fake\",\"state\":\"STARTED\",\"source\":\"a map of [FAKE_MAX_OPEN_CONNS, FAKE_PASSWORD]\","
                    + "\"pool\":{\"name\":\"database.db\",\"active\":1,\"idle\":0,\"waiting\":0,"
                    + "\"max\":1},\"values\":[{\"key\":\"FAKE_PASSWORD\",\"value\":\"***\","
                    + "\"origin\":\"FAKE_PASSWORD in a map\"},")
            .endsWith("decorator " + test + "$Transparent\"]}]}")
            .doesNotContain("geheim");
      }
    }
  }

  @Test
  void aHealthIsJsonWhateverItsCauseSays() {
    Health health =
        new Health(
            SqlTokens.defaults(),
            Dialect.SQLITE,
            Health.State.DOWN,
            Duration.ofMillis(12),
            Optional.of("08001"),
            Optional.of("a \"b\" \\ \n \u2028 ü"));

    assertThat(health.toJson())
        .isEqualTo(
            "{\"database\":\"database.db\",\"dialect\":\"sqlite\",\"state\":\"DOWN\","
                + "\"ready\":false,\"tookMillis\":12,\"sqlState\":\"08001\","
                + "\"cause\":\"a \\\"b\\\" \\\\ \\u000a \\u2028 ü\"}");
  }
}
