package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.docs.PropertiesService.Positions;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MysqlServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Path;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The third walk of docs/guides/migrating.md leaves a service that does the same. */
final class PropertiesServiceTest {

  /** As such a service's documentation prints it. */
  private static final String PRINTED =
      "?serverTimezone=UTC&allowMultiQueries=true&autoReconnect=true&useUnicode=yes"
          + "&characterEncoding=UTF-8&sessionVariables=sql_mode=''";

  @Test
  void h2BeforeAndAfter(@TempDir Path folder) throws Exception {
    Properties config = new Properties();
    config.setProperty("database.url", "jdbc:h2:file:" + folder.resolve("tracker"));

    assertThat(twoStepsWith(config)).isEqualTo("h2");
  }

  @Test
  void mysqlBeforeAndAfter() throws Exception {
    try (TestDatabase database = MysqlServer.shared().createDatabase()) {
      assertThat(twoStepsWith(config(database, PRINTED))).isEqualTo("mysql");
    }
  }

  @Test
  void withoutAFileItIsH2InTheFolderOfTheProcess() {
    LifecycleRegistry registry = new LifecycleRegistry();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry), new PropertiesService.After(new Properties()));
    assertThat(injector.getInstance(SqlTokens.defaults().dialectKey()).id()).isEqualTo("h2");
    registry.close();
  }

  @Test
  void aMisspelledParameterIsNoLongerIgnored() {
    Properties config = new Properties();
    config.setProperty("database.url", "jdbc:mysql://h/tracker?allowMultiQuerys=true");
    Injector injector =
        Guice.createInjector(new LifecycleModule(), new PropertiesService.After(config));
    Throwable thrown = catchThrowable(() -> injector.getInstance(DataSource.class));

    assertThat(SqlErrors.find(thrown).orElseThrow())
        .hasMessageContaining("Write allowMultiQueries if that is meant");
  }

  private static Properties config(TestDatabase database, String parameters) {
    Properties config = new Properties();
    config.setProperty("database.driver", "com.mysql.cj.jdbc.Driver");
    config.setProperty(
        "database.url",
        "jdbc:mysql://%s:%d/%s%s"
            .formatted(database.host(), database.port(), database.database(), parameters));
    config.setProperty("database.user", database.user());
    config.setProperty("database.password", database.password());
    config.setProperty("database.maxPoolSize", "3");
    return config;
  }

  /** Returns the dialect; the rows and the changelog of the old service are the new one's. */
  private static String twoStepsWith(Properties config) throws Exception {
    Injector before = Guice.createInjector(new PropertiesService.Before(config));
    assertThat(before.getInstance(Positions.class).add("a", 1)).isEqualTo(1);
    ((HikariDataSource) before.getInstance(DataSource.class)).close();

    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector after =
          Guice.createInjector(
              LifecycleModule.using(registry), new PropertiesService.After(config));
      assertThat(after.getInstance(Positions.class).add("a", 2)).isEqualTo(2);
      DataSource db = after.getInstance(DataSource.class);
      assertThat(OpenDatabases.query(db, "select count(*) from DATABASECHANGELOG")).isEqualTo("1");
      assertThat(db.unwrap(HikariDataSource.class).getMaximumPoolSize())
          .isEqualTo(Integer.parseInt(config.getProperty("database.maxPoolSize", "10")));
      return after.getInstance(SqlTokens.defaults().dialectKey()).id();
    }
  }
}
