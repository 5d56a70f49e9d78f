package io.github.guicesql.sqlmodule.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.driver.FakeDataSource;
import io.github.guicesql.sqlmodule.driver.Threads;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Is a service's own data source migrated for the features that know only its token? */
final class ExistingMigrationTest {

  private final FakeDataSource existing = new FakeDataSource();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  private Injector injector(Migration migration) {
    return Guice.createInjector(
        LifecycleModule.using(registry),
        ExistingDataSourceModule.of(existing, SqlTokens.defaults(), Dialect.MYSQL)
            .closedByRegistry(),
        new AbstractModule() {
          @Override
          protected void configure() {
            Multibinder.newSetBinder(binder(), Migration.class, Names.named(SqlTokens.DB))
                .addBinding()
                .toInstance(migration);
          }
        });
  }

  private DataSource db(Migration migration) {
    return injector(migration).getInstance(SqlTokens.defaults().dbKey());
  }

  @Test
  void runsOnTheDataSourceItselfBeforeTheFirstConnection() throws Exception {
    DataSource db = db(database -> events.add(database == existing ? "existing" : "other"));
    assertThat(existing.attempts).hasValue(0);

    db.getConnection().close();
    db.getConnection().close();

    assertThat(events).containsExactly("existing");
    assertThat(db.unwrap(FakeDataSource.class)).isSameAs(existing);
  }

  @Test
  void aHealthCheckDoesNotRunIt() {
    Injector injector = injector(database -> events.add("migrated"));
    injector.getInstance(SqlTokens.defaults().dbKey());
    DatabaseHealth health = injector.getInstance(DatabaseHealth.class);

    assertThat(health.check(SqlTokens.defaults(), Duration.ofSeconds(20)).state())
        .isEqualTo(Health.State.UP);
    assertThat(events).isEmpty();
  }

  @Test
  void failureIsTyped() {
    DataSource db =
        db(
            Migration.named(
                "users",
                database -> {
                  throw new SQLException("no such table");
                }));

    SqlBuildException failure =
        SqlErrors.find(catchThrowable(db::getConnection), SqlBuildException.class).orElseThrow();

    assertThat(failure.stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(failure).hasMessageContaining("The migration users failed");
    assertThat(existing.attempts).hasValue(0);
  }

  @Test
  void closingStopsIt() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    DataSource db =
        db(
            database -> {
              running.countDown();
              new CountDownLatch(1).await();
            });
    Threads.Running first = Threads.call(db::getConnection);
    running.await();

    registry.close();

    assertThat(first.failure()).isInstanceOf(SQLException.class);
  }
}
