package io.github.guicesql.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/guides/jdbc.md. */
@Timeout(60)
@Tag("any-jdk")
final class JdbcGuideTest {

  static {
    Derby.prepare();
  }

  @TempDir Path folder;

  @Test
  void oneModuleAndTheFeature() throws Exception {
    ConfigSource config = ConfigSource.map(Map.of("JDBC_URL", "jdbc:h2:mem:guide"));
    LifecycleRegistry registry = new LifecycleRegistry();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new JdbcModule(Dialect.H2, SqlOptions.defaults().withConfig(config)),
            new UsersModule());
    Users users = injector.getInstance(Users.class);

    assertThat(users.create(new UserData("ada@example.org", "Ada")).id()).isEqualTo(1);
    registry.close();
  }

  @Test
  void derbyIsShutDownAfterThePool() throws Exception {
    Path database = folder.resolve("derby");
    ConfigSource config =
        ConfigSource.map(Map.of("JDBC_URL", "jdbc:derby:" + database + ";create=true"));
    LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
    registry.register("Derby", drain -> shutDown(database));
    DataSource db =
        Guice.createInjector(
                LifecycleModule.using(registry),
                new JdbcModule(Dialect.DERBY, SqlOptions.defaults().withConfig(config)))
            .getInstance(SqlTokens.defaults().dbKey());
    db.getConnection().close();
    FutureTask<Long> endless =
        new FutureTask<>(() -> JdbcContract.number(db, JdbcEngine.DERBY.endless));
    Thread thread = new Thread(endless);
    thread.setDaemon(true);
    thread.start();
    await().atMost(30, SECONDS).until(Derby::isRunning);

    registry.close();

    assertThatThrownBy(() -> endless.get(20, SECONDS)).hasCauseInstanceOf(SQLException.class);
    assertThat(database.resolve("db.lck")).doesNotExist();
  }

  private static void shutDown(Path database) throws SQLException {
    try {
      DriverManager.getConnection("jdbc:derby:" + database + ";shutdown=true").close();
    } catch (SQLException e) {
      if (!"08006".equals(e.getSQLState())) { // Derby's word for "it is done"
        throw e;
      }
    }
  }
}
