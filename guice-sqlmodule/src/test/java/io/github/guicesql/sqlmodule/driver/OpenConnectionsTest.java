package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which connections does a handle know, and within which limit does it open them? */
final class OpenConnectionsTest {

  private final FakeDataSource driver = new FakeDataSource();
  private final List<Integer> limits = new CopyOnWriteArrayList<>();
  private final DriverHandle handle =
      new DriverHandle() {
        @Override
        protected Connection open(@Nullable Credentials credentials) throws SQLException {
          limits.add(loginTimeoutSeconds());
          return driver.getConnection();
        }
      };

  @Test
  void oneThatWasClosedIsForgottenWhenTheNextIsOpened() throws Exception {
    Connection first = handle.register(null, true);
    Connection second = handle.register(null, true);
    first.close();

    Connection third = handle.register(null, true);

    assertThat(handle.connections()).containsExactlyInAnyOrder(second, third);
  }

  @Test
  void aMigrationsConnectionHasThePoolsLimitBeforeThePoolHasStarted() throws Exception {
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Guice.createInjector(
              LifecycleModule.using(registry),
              new HandleModule(
                  SqlOptions.defaults()
                      .withConfig(FakeModule.config())
                      .withPool(pool -> pool.setConnectionTimeout(7_000))
                      .withMigration(
                          Migration.named("looks", database -> database.getConnection().close())),
                  handle))
          .getInstance(SqlTokens.defaults().dbKey())
          .getConnection()
          .close();
    }

    assertThat(limits).first().isEqualTo(7);
  }
}
