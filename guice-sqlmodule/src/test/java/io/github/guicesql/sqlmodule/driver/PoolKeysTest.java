package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Does each key of the pool reach the pool, and is none ignored? */
final class PoolKeysTest {

  @Test
  void allReachThePool() throws Exception {
    HikariDataSource pool =
        pool(
            "fake.max-open-conns", "5",
            "fake.max-idle-conns", "2",
            "fake.conn-max-idle-time", "1m",
            "fake.borrow-timeout", "1500ms",
            "fake.keepalive", "40s",
            "fake.leak-threshold", "20s",
            "fake.init-sql", "select 1",
            "fake.isolation", "Repeatable-Read",
            "fake.schema", "shop",
            "fake.read-only", "true",
            "fake.auto-commit", "false",
            "fake.pool-name", "orders db",
            "fake.register-mbeans", "true");

    pool.validate();
    assertThat(pool.getIdleTimeout()).isEqualTo(60_000);
    assertThat(pool.getConnectionTimeout()).isEqualTo(1_500);
    assertThat(pool.getValidationTimeout()).isEqualTo(1_500);
    assertThat(pool.getKeepaliveTime()).isEqualTo(40_000);
    assertThat(pool.getLeakDetectionThreshold()).isEqualTo(20_000);
    assertThat(pool.getConnectionInitSql()).isEqualTo("select 1");
    assertThat(pool.getTransactionIsolation()).isEqualTo("TRANSACTION_REPEATABLE_READ");
    assertThat(pool.getSchema()).isEqualTo("shop");
    assertThat(pool.isReadOnly()).isTrue();
    assertThat(pool.isAutoCommit()).isFalse();
    assertThat(pool.getPoolName()).isEqualTo("orders db");
    assertThat(pool).hasToString("orders db");
    assertThat(pool.isRegisterMbeans()).isTrue();
  }

  @Test
  void zeroIsNeverOrWithoutALimit() throws Exception {
    HikariDataSource pool =
        pool(
            "fake.borrow-timeout", "0",
            "fake.keepalive", "0",
            "fake.leak-threshold", "0",
            "fake.max-idle-conns", "1",
            "fake.conn-max-idle-time", "0");

    assertThat(pool.getConnectionTimeout()).isEqualTo(Integer.MAX_VALUE);
    assertThat(pool.getKeepaliveTime()).isZero();
    assertThat(pool.getLeakDetectionThreshold()).isZero();
    assertThat(pool.getIdleTimeout()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          conn-max-idle-time | 29500ms | Write at most 29s, or raise FAKE_CONN_MAX_LIFETIME
          keepalive | 30s | Write at most 29999ms, or raise FAKE_CONN_MAX_LIFETIME
          leak-threshold | 31s | Write at most 30s, or raise FAKE_CONN_MAX_LIFETIME
          """)
  void whatHikariCpWouldDisableIsRefused(String setting, String value, String remedy) {
    SqlConfigException error =
        errorOf(
            "fake.conn-max-lifetime", "30s", "fake.max-idle-conns", "1", "fake." + setting, value);

    assertThat(error.problems()).hasSize(1);
    assertThat(error.problems().get(0).wrong())
        .isEqualTo("It is too long for connections that are replaced at the age of 30s.");
    assertThat(error.problems().get(0).remedy()).startsWith(remedy);
  }

  @Test
  void anIdleTimeWithoutEffectIsRefused() {
    assertThat(errorOf("fake.conn-max-idle-time", "1m").problems())
        .extracting(ConfigProblem::key, ConfigProblem::wrong, ConfigProblem::remedy)
        .containsExactly(
            tuple(
                "FAKE_CONN_MAX_IDLE_TIME",
                "It has no effect: the pool keeps all of its 10 connections.",
                "Leave it out, or set FAKE_MAX_IDLE_CONNS (fake.max-idle-conns) to a smaller"
                    + " number."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a\nb", "\u00fcber", "a,b"})
  void aPoolNameThatNotEveryPlaceAcceptsIsRefused(String name) {
    assertThat(errorOf("fake.pool-name", name)).hasMessageContaining("FAKE_POOL_NAME");
  }

  @Test
  void theReportSaysWhereEachValueIsFromAndWhatAHookHasChanged() {
    List<EffectiveValue> values =
        effective(
            options ->
                options.withPool(
                    pool -> {
                      pool.setMaximumPoolSize(20);
                      pool.setSchema("shop");
                    }),
            "fake.max-open-conns",
            "5",
            "FAKE_BORROW_TIMEOUT",
            "1500ms");

    assertThat(values)
        .extracting(EffectiveValue::toString)
        .contains(
            "FAKE_MAX_OPEN_CONNS = 20 (a hook of the pool)",
            "FAKE_BORROW_TIMEOUT = 1500ms (FAKE_BORROW_TIMEOUT in a map)",
            "FAKE_SCHEMA = shop (a hook of the pool)",
            "FAKE_AUTO_COMMIT = true (default)");
  }

  @Test
  void aHookForWhatIsTheDriversIsToldWhereToWriteIt() {
    Throwable thrown =
        build(
            new Fake(
                options("fake.url", "x")
                    .withPool(pool -> pool.addDataSourceProperty("sslmode", "require"))));

    assertThat(SqlErrors.find(thrown).orElseThrow())
        .hasMessageContaining("A hook has set the pool's data source properties [sslmode]")
        .hasMessageContaining("into FAKE_PARAMETERS (fake.parameters) instead");
  }

  @Test
  void aMisspelledTokenOfAConfigurationModuleIsRefused() {
    assertThat(problems(bound("fake.url", "x", "fake.max-open-con", "3", "fake.colour", "red")))
        .extracting(ConfigProblem::token, ConfigProblem::wrong, ConfigProblem::remedy)
        .containsExactly(
            tuple(
                "fake.colour",
                "It is bound, but no such setting is read.",
                "Leave it out, or give it a token that does not begin with fake."),
            tuple(
                "fake.max-open-con",
                "It is bound, but no such setting is read.",
                "Bind fake.max-open-conns if that is meant."));
  }

  @Test
  void aMisspelledTokenOfANamedDatabaseIsRefused() {
    assertThat(
            problems(
                SqlOptions.named("audit")
                    .withConfigModule(
                        module("fake.audit.url", "x", "fake.audit.urls", "y", "fake.url", "z"))))
        .extracting(ConfigProblem::token)
        .containsExactly("fake.audit.urls");
  }

  @Test
  void theSameModuleMayServeAnotherDatabase() {
    assertThat(
            build(new Fake(bound("fake.url", "x", "fake.audit.url", "y", "other.fake.url", "z"))))
        .isNull();
  }

  @Test
  void aValueOfATypeThatIsNotReadIsRefused() {
    assertThat(
            problems(
                SqlOptions.defaults()
                    .withConfigModule(
                        Modules.combine(
                            module("fake.url", "x"),
                            new AbstractModule() {
                              @Override
                              protected void configure() {
                                bind(Long.class)
                                    .annotatedWith(Names.named("fake.connect-timeout"))
                                    .toInstance(5000L);
                              }
                            }))))
        .extracting(ConfigProblem::token, ConfigProblem::wrong, ConfigProblem::remedy)
        .containsExactly(
            tuple(
                "fake.connect-timeout",
                "It is bound as a java.lang.Long, which is not read.",
                "Bind it as a Duration or as a String."));
  }

  @Test
  void aValueOfSuchATypeIsRefusedOutsideTheModuleToo() {
    Module root =
        new AbstractModule() {
          @Override
          protected void configure() {
            bind(Integer.class).annotatedWith(Names.named("fake.connect-timeout")).toInstance(5000);
          }
        };
    Fake fake = new Fake(bound("fake.url", "x"));
    Injector injector = Guice.createInjector(root, fake);

    Throwable thrown = catchThrowable(() -> injector.getInstance(fake.database().dbKey()));
    assertThat(SqlErrors.find(thrown).orElseThrow())
        .hasMessageContaining("It is bound as a java.lang.Integer, which is not read.");
  }

  @Test
  void anotherTypeBesideAReadableOneIsTheServicesOwn() {
    Module both =
        Modules.combine(
            module("fake.url", "x", "fake.connect-timeout", "0"),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Long.class).annotatedWith(Names.named("fake.connect-timeout")).toInstance(0L);
              }
            });

    assertThat(build(new Fake(SqlOptions.defaults().withConfigModule(both)))).isNull();
  }

  @Test
  void aNamedDatabaseInheritsOnlyWhatTheServiceShares() throws Exception {
    Map<String, String> values =
        map(
            "fake.audit.url", "x",
            "fake.max-open-conns", "3",
            "fake.audit.borrow-timeout", "2s",
            "fake.borrow-timeout", "1s",
            "fake.pool-name", "main");
    ConfigSource alone = ConfigSource.map(values);
    ConfigSource sharing =
        ConfigSource.sharing(alone, DriverModule.MAX_OPEN_CONNS, PoolSettings.BORROW_TIMEOUT);

    assertThat(audit(alone).getMaximumPoolSize()).isEqualTo(10);
    HikariDataSource shared = audit(sharing);
    assertThat(shared.getMaximumPoolSize()).isEqualTo(3);
    assertThat(shared.getConnectionTimeout()).isEqualTo(2_000);
    assertThat(shared.getPoolName()).isEqualTo("database.audit.db");
  }

  private static HikariDataSource audit(ConfigSource source) throws Exception {
    Injector injector =
        Guice.createInjector(new Fake(SqlOptions.named("audit").withConfig(source)));
    HikariDataSource pool =
        injector.getInstance(SqlTokens.named("audit").dbKey()).unwrap(HikariDataSource.class);
    assertThat(injector.getInstance(Databases.class).all().get(0).values())
        .extracting(EffectiveValue::toString)
        .contains("FAKE_AUDIT_BORROW_TIMEOUT = 2s (fake.audit.borrow-timeout in a map)");
    return pool;
  }

  private static SqlOptions bound(String... keysAndValues) {
    return SqlOptions.defaults().withConfigModule(module(keysAndValues));
  }

  private static Module module(String... keysAndValues) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        Names.bindProperties(binder(), map(keysAndValues));
      }
    };
  }

  private static List<ConfigProblem> problems(SqlOptions options) {
    return SqlErrors.find(build(new Fake(options)), SqlConfigException.class)
        .orElseThrow()
        .problems();
  }

  private static SqlOptions options(String... keysAndValues) {
    return SqlOptions.defaults().withConfig(ConfigSource.map(map(keysAndValues)));
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return values;
  }

  private static SqlOptions withUrl(String... keysAndValues) {
    Map<String, String> values = map(keysAndValues);
    values.put("fake.url", "x");
    return SqlOptions.defaults().withConfig(ConfigSource.map(values));
  }

  private static HikariDataSource pool(String... keysAndValues) throws Exception {
    return Guice.createInjector(new Fake(withUrl(keysAndValues)))
        .getInstance(SqlTokens.defaults().dbKey())
        .unwrap(HikariDataSource.class);
  }

  private static List<EffectiveValue> effective(
      UnaryOperator<SqlOptions> more, String... keysAndValues) {
    Injector injector = Guice.createInjector(new Fake(more.apply(withUrl(keysAndValues))));
    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isNotNull();
    return injector.getInstance(Databases.class).all().get(0).values();
  }

  private static SqlConfigException errorOf(String... keysAndValues) {
    return SqlErrors.find(build(new Fake(withUrl(keysAndValues))), SqlConfigException.class)
        .orElseThrow();
  }

  private static @Nullable Throwable build(Fake module) {
    Injector injector = Guice.createInjector(module);
    return catchThrowable(() -> injector.getInstance(module.database().dbKey()));
  }

  /** A driver of a server, with every setting of the pool. */
  private static final class Fake extends DriverModule {

    private static final Setting<String> URL =
        Setting.of("url", String.class, SettingParser.text(), "where the database is").required();

    Fake(SqlOptions options) {
      super(
          "fake",
          Dialect.MYSQL,
          options,
          List.of(
              URL,
              PoolSettings.PARAMETERS,
              MAX_IDLE_CONNS,
              CONN_MAX_LIFETIME,
              PoolSettings.KEEPALIVE,
              PoolSettings.ISOLATION,
              PoolSettings.SCHEMA,
              PoolSettings.READ_ONLY));
    }

    @Override
    protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
      assertThat(values.get(CONNECT_TIMEOUT)).isEqualTo(Duration.ZERO);
      return new FakeHandle();
    }
  }

  private static final class FakeHandle extends DriverHandle {

    @Override
    protected Connection open(@Nullable Credentials credentials) {
      throw new AssertionError("a connection was opened");
    }
  }
}
