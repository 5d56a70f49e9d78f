package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigName;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Is a misspelled key told, instead of silently meaning the default? */
final class UnreadNamesTest {

  private final CapturedLog log = new CapturedLog(UnreadNames.class.getName(), Level.WARN);

  @AfterEach
  void stop() {
    log.close();
    System.clearProperty("fake.path");
    System.clearProperty("fake.max-open-conn");
    System.clearProperty("fake.pool-size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FAKE_MAX_OPEN_CONN     | FAKE_MAX_OPEN_CONNS
          FAKE_PAHT              | FAKE_PATH
          fake.busyTimeout       | fake.busy-timeout
          fake.max_open_conns    | fake.max-open-conns
          fake_pool_name         | FAKE_POOL_NAME
          FAKE_MIGRATOIN_USER    | FAKE_MIGRATION_USER
          """)
  void aKeyThatIsNearlyOneIsRefused(String written, String meant) {
    assertThat(error(of(SqlOptions.defaults(), "fake.path", "x", written, "5")))
        .contains(written + " is in a map, but no such key is read.")
        .contains("Write " + meant + " if that is meant, or leave it out.");
  }

  @Test
  void soItIsInAPropertiesFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("service.properties");
    Files.writeString(file, "fake.path=x\nfake.max-open-con=5\n");
    ConfigSource chain =
        ConfigSource.firstOf(ConfigSource.environment(), ConfigSource.propertiesFile(file));

    assertThat(error(SqlOptions.defaults().withConfig(chain)))
        .contains("FAKE_MAX_OPEN_CON (fake.max-open-con): fake.max-open-con is in the file " + file)
        .contains("Write fake.max-open-conns if that is meant");
  }

  @Test
  void soItIsOfANamedDatabase() {
    assertThat(error(of(SqlOptions.named("audit"), "FAKE_AUDIT_PATH", "x", "FAKE_AUDIT_PAHT", "y")))
        .contains("Write FAKE_AUDIT_PATH if");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FAKE_AUDIT_PATH",
        "FAKE_DB_PATH",
        "fake.audit.max-open-conns",
        "fake.audit.pool-size",
        "FAKER_PAHT",
        "other.paht"
      })
  void whatAnotherDatabaseMayReadIsLeftAlone(String name) {
    assertThat(error(of(SqlOptions.defaults(), "fake.path", "x", name, "5"))).isEmpty();
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void aNameOfANamedDatabaseMayBeginLikeAnothers() {
    assertThat(
            error(of(SqlOptions.named("audit"), "fake.audit.path", "x", "FAKE_AUDIT_LOG_PATH", "")))
        .isEmpty();
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void whatIsNoKeyAtAllIsAWarning() {
    assertThat(error(of(SqlOptions.defaults(), "fake.path", "x", "FAKE_IMAGE", "alpine")))
        .isEmpty();
    assertThat(log.messages())
        .containsExactly("FAKE_IMAGE in a map is not read: database.db has no such key.");
  }

  /** A listener that reads keys of each database from a source of its own. */
  private static final class Reading implements DatabaseListener {
    @Override
    public List<Setting<?>> settings() {
      return List.of(
          Setting.of("held-threshold", String.class, SettingParser.text(), "a time"),
          Setting.of("colour", String.class, SettingParser.text(), "a colour"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', FAKE_HELD_THRESHOLD",
    "'', fake.held-threshold",
    "'', FAKE_COLOUR",
    "'', FAKE_AUDIT_HELD_THRESHOLD",
    "'', fake.audit.colour",
    "audit, FAKE_AUDIT_HELD_THRESHOLD",
    "audit, fake.audit.colour",
  })
  void whatAListenerReadsIsKnown(String database, String name) {
    String path = database.isEmpty() ? "fake.path" : "fake." + database + ".path";
    SqlOptions options = of(SqlOptions.named(database), path, "x", name, "5");

    assertThat(error(options, new Reading())).isEmpty();
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void aSlipInWhatAListenerReadsIsTold() {
    assertThat(error(of(SqlOptions.defaults(), "fake.path", "x", "FAKE_COLOR", "5"), new Reading()))
        .contains("Write FAKE_COLOUR if that is meant");
    assertThat(
            error(
                of(SqlOptions.defaults(), "fake.path", "x", "fake.heldThreshold", "5"),
                new Reading()))
        .contains("Write fake.held-threshold if that is meant");
  }

  /** As in a command that migrates the database of a service, with the service's source. */
  @ParameterizedTest
  @ValueSource(strings = {"FAKE_HELD_THRESHOLD", "fake.held-threshold", "FAKE_SLOW_THRESHOLD"})
  void withoutASlowLogItsKeysAreNotReadAndNoSlips(String name) {
    assertThat(error(of(SqlOptions.defaults(), "fake.path", "x", name, "5"))).isEmpty();
    assertThat(log.messages())
        .containsExactly(name + " in a map is not read: database.db has no such key.");
  }

  @Test
  void inAConfigurationModuleTheyAreKnownToo() {
    Module module =
        binder -> {
          for (String token :
              List.of("fake.path", "fake.held-threshold", "fake.audit.slow-threshold")) {
            binder.bindConstant().annotatedWith(Names.named(token)).to("5");
          }
        };
    SqlOptions options = SqlOptions.defaults().withConfigModule(module);

    assertThat(error(options)).isEmpty();
    assertThat(error(options, new Reading())).isEmpty();
  }

  @Test
  void aListenerThatThrowsFailsTheBuild() {
    Fake fake = new Fake(of(SqlOptions.defaults(), "fake.path", "x", "fake.user", "y"));
    DatabaseListener broken =
        new DatabaseListener() {
          @Override
          public List<Setting<?>> settings() {
            throw new IllegalStateException("broken");
          }
        };
    Throwable thrown =
        catchThrowable(() -> injector(fake, broken).getInstance(fake.database().dbKey()));
    assertThat(SqlErrors.find(thrown).orElseThrow()).hasStackTraceContaining("broken");
  }

  @Test
  void aBlankValueIsNotSet() {
    assertThat(error(of(SqlOptions.defaults(), "fake.path", "x", "FAKE_PAHT", " "))).isEmpty();
  }

  @Test
  void whereOtherSoftwareReadsTooOneSlipIsAWarning() {
    System.setProperty("fake.path", "x");
    System.setProperty("fake.max-open-conn", "5");
    System.setProperty("fake.pool-size", "5");

    assertThat(error(SqlOptions.defaults().withConfig(ConfigSource.systemProperties()))).isEmpty();
    assertThat(log.messages())
        .containsExactly(
            "fake.max-open-conn in the system properties is not read. Is fake.max-open-conns"
                + " meant?");
  }

  @Test
  void theEnvironmentIsReadByOthersToo() {
    assertThat(ConfigSource.environment().names())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(name.shared()).isTrue());
  }

  @Test
  void aSourceThatIsALambdaHasNoNames() {
    ConfigSource lambda = key -> Optional.of("x");
    assertThat(lambda.names()).isEmpty();
  }

  @Test
  void sharingKeepsTheNames() {
    ConfigSource map = ConfigSource.map(Map.of("fake.path", "x"));
    assertThat(ConfigSource.sharing(map, DriverModule.MAX_OPEN_CONNS).names())
        .containsExactly(new ConfigName("fake.path", false, "a map"));
  }

  private static SqlOptions of(
      SqlOptions options, String key, String value, String other, String otherValue) {
    return options.withConfig(ConfigSource.map(Map.of(key, value, other, otherValue)));
  }

  private static Injector injector(Fake fake, DatabaseListener... listeners) {
    return Guice.createInjector(
        fake,
        binder -> {
          for (DatabaseListener listener : listeners) {
            Multibinder.newSetBinder(binder, DatabaseListener.class)
                .addBinding()
                .toInstance(listener);
          }
        });
  }

  private static String error(SqlOptions options, DatabaseListener... listeners) {
    Fake fake = new Fake(options);
    Injector injector = injector(fake, listeners);
    Throwable thrown = catchThrowable(() -> injector.getInstance(fake.database().dbKey()));
    return thrown == null
        ? ""
        : SqlErrors.find(thrown, SqlConfigException.class).orElseThrow().toString();
  }

  private static final class Fake extends DriverModule {

    Fake(SqlOptions options) {
      super(
          "fake",
          Dialect.SQLITE,
          options,
          List.of(
              Setting.of("path", String.class, SettingParser.text(), "a path").required(),
              Setting.of("busy-timeout", String.class, SettingParser.text(), "a time"),
              Setting.of("user", String.class, SettingParser.text(), "a user"),
              MIGRATION_USER));
    }

    @Override
    protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
      return new DriverHandle() {
        @Override
        protected Connection open(@Nullable Credentials credentials) {
          throw new AssertionError("a connection was opened");
        }
      };
    }
  }
}
