package io.github.guicesql.sqlmodule.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.driver.H2Module;
import io.github.guicesql.sqlmodule.driver.LoginSettings;
import io.github.guicesql.sqlmodule.lifecycle.ChildJvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where do values come from, and which one wins? */
final class ConfigSourceTest {

  private static final ConfigKey KEY = ConfigKey.of("sqltest", "audit-log", "path");

  @AfterEach
  void unsetProperties() {
    System.clearProperty(KEY.key());
    System.clearProperty(KEY.token());
  }

  @Test
  void environmentHasTheUpperCaseSpelling() {
    try (ChildJvm child =
        ChildJvm.start(
            PrintsItsEnvironment.class,
            Map.of(
                "SQLTEST_AUDIT_LOG_PATH", "from the environment",
                "sqltest.audit-log.path", "never",
                "SQLTEST_BLANK", "  "))) {
      assertThat(child.lines())
          .containsExactly("Optional[from the environment]", "Optional.empty", "Optional.empty");
    }
  }

  static final class PrintsItsEnvironment {
    public static void main(String[] args) {
      ConfigSource environment = ConfigSource.environment();
      System.out.println(environment.get(KEY));
      System.out.println(environment.get(ConfigKey.of("sqltest", "", "blank")));
      System.out.println(environment.get(ConfigKey.of("sqltest", "", "missing")));
    }
  }

  @Test
  void systemPropertiesHaveEitherSpellingAndTheTokenWins() {
    ConfigSource source = ConfigSource.systemProperties();
    assertThat(source.get(KEY)).isEmpty();

    System.setProperty(KEY.key(), "by key");
    assertThat(source.get(KEY)).contains("by key");

    System.setProperty(KEY.token(), "by token");
    assertThat(source.get(KEY)).contains("by token");
  }

  @Test
  void mapHasEitherSpellingAndTheTokenWins() {
    assertThat(ConfigSource.map(Map.of()).get(KEY)).isEmpty();
    assertThat(ConfigSource.map(Map.of(KEY.key(), "k")).get(KEY)).contains("k");
    assertThat(ConfigSource.map(Map.of(KEY.key(), "k", KEY.token(), "t")).get(KEY)).contains("t");
  }

  @Test
  void whatIsSharedMayBeInAFile() {
    ConfigSource sharing =
        ConfigSource.sharing(
            ConfigSource.map(Map.of("X_PASSWORD_FILE", "/run/password")), LoginSettings.PASSWORD);

    assertThat(sharing.get(ConfigKey.of("x", "audit", "password-file"))).contains("/run/password");
    assertThat(sharing.get(ConfigKey.of("x", "audit", "password").asSecret())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "x.password, x.audit.password-file",
    "x.password-file, x.audit.password",
    "X_PASSWORD, X_AUDIT_PASSWORD_FILE",
    "X_PASSWORD_FILE, X_AUDIT_PASSWORD",
  })
  void aValueOfItsOwnOrItsFileWinsOverBothThatAreShared(String shared, String own) {
    ConfigSource sharing =
        ConfigSource.sharing(
            ConfigSource.map(Map.of(shared, "shared", own, "own")), LoginSettings.PASSWORD);

    Optional<String> value = sharing.get(ConfigKey.of("x", "audit", "password").asSecret());
    Optional<String> file = sharing.get(ConfigKey.of("x", "audit", "password-file"));

    assertThat(List.of(value, file))
        .containsExactlyInAnyOrder(Optional.of("own"), Optional.empty());
  }

  @Test
  void aBlankValueOfItsOwnIsNone() {
    ConfigSource source = key -> Optional.of(key.token().equals("x.max-open-conns") ? "3" : " ");

    assertThat(
            ConfigSource.sharing(source, DriverModule.MAX_OPEN_CONNS)
                .get(ConfigKey.of("x", "audit", "max-open-conns")))
        .contains("3");
  }

  @Test
  void mapIsACopy() {
    Map<String, String> values = new HashMap<>(Map.of(KEY.key(), "before"));
    ConfigSource source = ConfigSource.map(values);

    values.put(KEY.key(), "after");

    assertThat(source.get(KEY)).contains("before");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\n \n"})
  void blankIsNotSet(String blank) {
    System.setProperty(KEY.token(), blank);

    assertThat(ConfigSource.map(Map.of(KEY.key(), blank)).get(KEY)).isEmpty();
    assertThat(ConfigSource.systemProperties().get(KEY)).isEmpty();
    assertThat(ConfigSource.map(Map.of(KEY.token(), blank, KEY.key(), "k")).get(KEY)).contains("k");
  }

  @Test
  void firstOfAChainWinsAndBlankIsPassedOver() {
    ConfigSource blank = key -> Optional.of(" ");
    ConfigSource empty = key -> Optional.empty();
    ConfigSource first = key -> Optional.of("first");
    ConfigSource second = key -> Optional.of("second");

    assertThat(ConfigSource.firstOf(blank, empty, first, second).get(KEY)).contains("first");
    assertThat(ConfigSource.firstOf(second, first).get(KEY)).contains("second");
    assertThat(ConfigSource.firstOf(blank, empty).get(KEY)).isEmpty();
    assertThat(ConfigSource.firstOf().get(KEY)).isEmpty();
  }

  @Test
  void chainAsksNobodyAfterTheFirstThatKnows() {
    ConfigSource broken =
        key -> {
          throw new AssertionError("asked");
        };

    assertThat(ConfigSource.firstOf(key -> Optional.of("known"), broken).get(KEY))
        .contains("known");
  }

  @Test
  void nothingShowsAValue() {
    ConfigSource map = ConfigSource.map(Map.of("b.dsn", "hunter2", "a.dsn", "hunter2"));
    ConfigSource chain =
        ConfigSource.firstOf(ConfigSource.environment(), ConfigSource.systemProperties(), map);

    assertThat(map).hasToString("a map of [a.dsn, b.dsn]");
    assertThat(chain)
        .hasToString("the environment, then the system properties, then a map of [a.dsn, b.dsn]");
    assertThat(SqlOptions.named("x").withConfig(chain).toString())
        .startsWith("database.x.db from the environment, then")
        .doesNotContain("hunter2");
    assertThat(new H2Module(SqlOptions.defaults().withConfig(map)))
        .hasToString("H2Module(database.db from a map of [a.dsn, b.dsn])");
  }

  @Test
  void equalContentsMakeEqualSources() {
    assertThat(ConfigSource.environment())
        .isEqualTo(ConfigSource.environment())
        .isNotEqualTo(ConfigSource.systemProperties());
    assertThat(ConfigSource.map(Map.of("a", "1")))
        .isEqualTo(ConfigSource.map(Map.of("a", "1")))
        .hasSameHashCodeAs(ConfigSource.map(Map.of("a", "1")))
        .isNotEqualTo(ConfigSource.map(Map.of("a", "2")));
    assertThat(chain("1")).isEqualTo(chain("1")).hasSameHashCodeAs(chain("1"));
    assertThat(chain("1")).isNotEqualTo(chain("2"));
  }

  private static ConfigSource chain(String value) {
    return ConfigSource.firstOf(ConfigSource.environment(), ConfigSource.map(Map.of("a", value)));
  }
}
