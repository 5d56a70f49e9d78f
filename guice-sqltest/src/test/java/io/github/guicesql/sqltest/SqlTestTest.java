package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Does a test class get its injector, on a database of its own, and is nothing left of it? */
@Tag("any-jdk")
final class SqlTestTest {

  /** A driver module as anybody could write it: this module knows none. */
  private static final class AnyModule extends DriverModule {
    private static final Setting<String> DSN =
        Setting.of("dsn", String.class, SettingParser.text(), "where").required().secret();

    AnyModule(String prefix, Dialect dialect, ConfigSource config) {
      super(prefix, dialect, SqlOptions.named("feature").withConfig(config), List.of(DSN));
    }

    static AnyModule postgres(ConfigSource config) {
      return new AnyModule("postgres", Dialect.POSTGRES, config);
    }

    static AnyModule mysql(ConfigSource config) {
      return new AnyModule("mysql", Dialect.MYSQL, config);
    }

    @Override
    protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
      URI dsn = URI.create(values.get(DSN));
      String[] user = dsn.getUserInfo().split(":", 2);
      String url =
          "jdbc:" + dsn.getScheme() + "://" + dsn.getHost() + ":" + dsn.getPort() + dsn.getPath();
      return new DriverHandle() {
        @Override
        protected Connection open(@Nullable Credentials credentials) throws SQLException {
          return DriverManager.getConnection(url, user[0], user[1]);
        }
      };
    }
  }

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.postgres(AnyModule::postgres, binder -> binder.bind(Feature.class));

  static final class Feature {
    private final DataSource db;

    @Inject
    Feature(@Named("database.feature.db") DataSource db) {
      this.db = db;
    }

    String database() throws SQLException {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select current_database()")) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Inject
  @SuppressWarnings("NullAway.Init")
  private Feature injected;

  @AfterAll
  static void itIsStillThere() {
    assertThat(sql.injector().getInstance(LifecycleRegistry.class).toString())
        .contains("database.feature.db");
  }

  @Test
  void itsMembersAreInjected() throws Exception {
    assertThat(injected.database()).isEqualTo(sql.database().database());
    assertThat(sql.injector().getInstance(SqlTokens.named("feature").dbKey()))
        .isSameAs(injected.db);
  }

  @Nested
  final class InANestedClass {
    @Inject
    @SuppressWarnings("NullAway.Init")
    private Feature alsoInjected;

    @Test
    void theDatabaseIsTheSame() throws Exception {
      assertThat(alsoInjected.database()).isEqualTo(sql.database().database());
    }
  }

  @Test
  void outsideTheTestsThereIsNone() {
    SqlTest unused = SqlTest.postgres(AnyModule::postgres);
    assertThatThrownBy(unused::injector).hasMessageContaining("the field must be static");
  }

  @Test
  void afterTheTestsTheDatabaseIsGone() throws Exception {
    SqlTest byHand = SqlTest.postgres(AnyModule::postgres);
    Opened opened = byHand.open(new ServerPlaces(PostgresServer.shared()));
    String name = byHand.database().database();
    LifecycleRegistry registry = byHand.injector().getInstance(LifecycleRegistry.class);
    byHand.injector().getInstance(SqlTokens.named("feature").dbKey()).getConnection().close();
    assertThat(count(name)).isEqualTo(1);
    byHand.close(opened);
    assertThat(count(name)).isZero();
    assertThat(registry).hasToString("LifecycleRegistry(CLOSED, [])");
  }

  @Test
  void onMariaDbItIsTheSame() throws Exception {
    SqlTest mariadb = SqlTest.mariadb(AnyModule::mysql);
    Opened opened = mariadb.open(new ServerPlaces(MariaDbServer.shared()));
    try (Connection connection =
            mariadb.injector().getInstance(SqlTokens.named("feature").dbKey()).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select database()")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo(mariadb.database().database());
    } finally {
      mariadb.close(opened);
    }
  }

  private static int count(String name) throws SQLException {
    try (Connection connection = sql.database().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_database where datname = '" + name + "'")) {
      row.next();
      return row.getInt(1);
    }
  }
}
