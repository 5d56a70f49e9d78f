package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.InvalidNameException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Is somebody who writes a driver told when its settings cannot work? */
final class DriverSettingsTest {

  @Test
  void settingsAreReadInTheirOrderThenThoseOfEveryDriver() {
    assertThat(new Driver(text("url"), text("user")).settings())
        .extracting(Setting::name)
        .startsWith("url", "user", "max-open-conns", "connect-timeout", "conn-max-idle-time");
  }

  @Test
  void settingDeclaredTwiceIsRefused() {
    assertThatThrownBy(() -> new Driver(text("url"), text("url")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url");
  }

  @Test
  void aSettingOfEveryDriverMayHaveAnotherDefault() throws Exception {
    Driver driver = new Driver(DriverModule.MAX_OPEN_CONNS.withDefault(3), text("url"));
    assertThat(driver.settings())
        .extracting(Setting::name)
        .startsWith("max-open-conns", "url", "connect-timeout", "conn-max-idle-time");

    DataSource db = Guice.createInjector(driver).getInstance(SqlTokens.defaults().dbKey());
    assertThat(db.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(3);
  }

  /** The default database's {@code db-user} would be the {@code user} of the one named "db". */
  @Test
  void settingThatEndsLikeAnotherIsRefused() {
    assertThatThrownBy(() -> new Driver(text("db-user"), text("user")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("db-user");
  }

  /** No database can be named so. */
  @Test
  void aReservedWordMayBeginASettingsName() {
    assertThat(new Driver(text("migration-user"), text("user")).settings())
        .extracting(Setting::name)
        .startsWith("migration-user", "user");
    assertThat(catchThrowable(() -> SqlTokens.named("migration")))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("migration-db");
  }

  private static Setting<String> text(String name) {
    return Setting.of(name, String.class, SettingParser.text(), "anything");
  }

  private static final class Driver extends DriverModule {

    Driver(Setting<?>... settings) {
      super("driver", Dialect.MYSQL, SqlOptions.defaults(), List.of(settings));
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
