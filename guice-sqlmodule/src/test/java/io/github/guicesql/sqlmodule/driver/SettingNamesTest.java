package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is a value called in the environment and in Guice, and is it never called like another? */
final class SettingNamesTest {

  @Test
  void defaultDatabaseHasNoNameInItsKeys() {
    ConfigKey key = DriverModule.MAX_OPEN_CONNS.key("sqlite", "");

    assertThat(key.key()).isEqualTo("SQLITE_MAX_OPEN_CONNS");
    assertThat(key.token()).isEqualTo("sqlite.max-open-conns");
    assertThat(key).hasToString("SQLITE_MAX_OPEN_CONNS (sqlite.max-open-conns)");
  }

  @Test
  void namedDatabaseHasKeysOfItsOwn() {
    ConfigKey key = DriverModule.MAX_OPEN_CONNS.key("sqlite", "audit-log");

    assertThat(key.key()).isEqualTo("SQLITE_AUDIT_LOG_MAX_OPEN_CONNS");
    assertThat(key.token()).isEqualTo("sqlite.audit-log.max-open-conns");
  }

  @Test
  void noTwoNamesShareAKey() {
    List<String> names = names("a", "b1", "max", "open", "conns", "max-open", "h2", "database");
    Set<String> keys = new HashSet<>();
    Set<String> tokens = new HashSet<>();
    List<Setting<?>> settings = new H2Module().settings();

    for (String name : names) {
      for (Setting<?> setting : settings) {
        ConfigKey key = setting.key("h2", name);
        assertThat(keys.add(key.key())).as("%s of \"%s\"", key, name).isTrue();
        assertThat(tokens.add(key.token())).as("%s of \"%s\"", key, name).isTrue();
      }
    }
    assertThat(keys).hasSize(names.size() * settings.size());
  }

  /** The empty name, the words, and all pairs and triples of them joined by hyphens. */
  private static List<String> names(String... words) {
    Set<String> names = new HashSet<>(List.of(""));
    for (String first : words) {
      names.add(first);
      for (String second : words) {
        names.add(first + "-" + second);
        for (String third : words) {
          names.add(first + "-" + second + "-" + third);
        }
      }
    }
    return new ArrayList<>(names);
  }

  @Test
  void whetherItIsASecretGoesWithTheKey() {
    assertThat(H2Module.PASSWORD.key("h2", "").secret()).isTrue();
    assertThat(H2Module.DATABASE.key("h2", "").secret()).isFalse();
  }

  @Test
  void eachChangeOfASettingKeepsTheOthers() {
    Setting<Integer> setting =
        Setting.of("port", Integer.class, SettingParser.integer(1, 9), "where it listens");

    assertThat(setting.isRequired()).isFalse();
    assertThat(setting.isSecret()).isFalse();
    assertThat(setting.defaultValue()).isEmpty();
    assertThat(setting.secret().withDefault(3).isSecret()).isTrue();
    assertThat(setting.withDefault(3).secret().defaultValue()).contains(3);
    assertThat(setting.secret().required().isSecret()).isTrue();
    assertThat(setting.required().secret().isRequired()).isTrue();
    assertThat(setting.withDefault(3).required().defaultValue()).isEmpty();
    assertThat(setting.required().withDefault(3).isRequired()).isFalse();
    assertThat(setting.secret().withDefault(3))
        .hasToString("port")
        .returns("port", Setting::name)
        .returns(Integer.class, Setting::type)
        .returns("where it listens", Setting::description);
  }
}
