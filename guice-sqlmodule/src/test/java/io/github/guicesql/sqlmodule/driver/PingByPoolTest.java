package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.util.Credentials;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The ping of a pool that has a credentials provider, as HikariCP 7 has them. */
final class PingByPoolTest {

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final FakeDataSource driver = new FakeDataSource();

  @Test
  void itsLimitIsNotThePoolsEvenIfItHasStartedThePool() throws Exception {
    List<Integer> limits = new CopyOnWriteArrayList<>();
    DriverHandle handle =
        new DriverHandle() {
          @Override
          protected Connection open(io.github.guicesql.sqlmodule.@Nullable Credentials credentials)
              throws SQLException {
            limits.add(loginTimeoutSeconds());
            return driver.getConnection();
          }
        };
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new HandleModule(
                SqlOptions.defaults()
                    .withConfig(
                        FakeModule.config(
                            "FAKE_CONNECT_TIMEOUT", "7s",
                            "FAKE_MAX_OPEN_CONNS", "2",
                            "FAKE_MAX_IDLE_CONNS", "2"))
                    .withPool(
                        pool ->
                            pool.setCredentialsProvider(() -> new Credentials("app", "secret"))),
                handle));
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());

    try (Connection one = db.getConnection();
        Connection two = db.getConnection()) {
      assertThat(one).isNotSameAs(two);
      assertThat(limits).containsExactly(7, 30);
    }
    registry.close();
  }
}
