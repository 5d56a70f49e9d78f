package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What observers of a database learn from the contract itself, and that they do no harm. */
final class ObserverTest {

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
  private final List<String> events = new CopyOnWriteArrayList<>();

  private record Offering(DatabaseObserver observer) implements DatabaseListener {
    @Override
    public Optional<DatabaseObserver> observer(Database database) {
      return Optional.of(observer);
    }

    @Override
    public Optional<String> transaction(Database database) {
      return Optional.of("order");
    }
  }

  private final class Noting implements DatabaseObserver {
    @Override
    public void migrated(String name, boolean failed, long nanos) {
      events.add(name + (failed ? " failed" : " done"));
    }

    @Override
    public void connectionsAborted(int connections) {
      events.add(connections + " aborted");
    }
  }

  private static final class Throwing implements DatabaseObserver {
    @Override
    public void migrated(String name, boolean failed, long nanos) {
      throw new IllegalStateException("no metrics today");
    }
  }

  private static final class Unlinked implements DatabaseObserver {
    @Override
    public void migrated(String name, boolean failed, long nanos) {
      throw new NoClassDefFoundError("io/metrics/Absent");
    }
  }

  private Injector injector(DatabaseListener... listeners) {
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(FakeModule.config())
            .withMigration(Migration.named("users", source -> source.getConnection().close()));
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new FakeModule(options, new FakeDataSource()),
        binder -> {
          Multibinder<DatabaseListener> set =
              Multibinder.newSetBinder(binder, DatabaseListener.class);
          for (DatabaseListener listener : listeners) {
            set.addBinding().toInstance(listener);
          }
        });
  }

  @Test
  void oneThatThrowsHarmsNeitherTheThreadNorTheOthers() throws Exception {
    Injector injector =
        injector(
            new Offering(new Throwing()), new Offering(new Unlinked()), new Offering(new Noting()));
    try (CapturedLog log = new CapturedLog(DatabaseObserver.class.getName(), Level.WARN);
        Connection borrowed = injector.getInstance(SqlTokens.defaults().dbKey()).getConnection()) {
      assertThat(borrowed.isClosed()).isFalse();
      assertThat(events).containsExactly("users done");
      assertThat(log.messages())
          .satisfiesExactly(
              first -> assertThat(first).contains("Throwing", "failed"),
              second -> assertThat(second).contains("Unlinked", "failed"));

      registry.close();
    }
    assertThat(events).containsExactly("users done", "1 aborted");
  }

  @Test
  void aDatabaseWithoutObserversPublishesToNone() throws Exception {
    Injector injector = injector(new DatabaseListener() {});
    injector.getInstance(SqlTokens.defaults().dbKey()).getConnection().close();
    Database database = injector.getInstance(Databases.class).all().get(0);

    assertThat(database.observer()).isSameAs(DatabaseObserver.NONE);
    assertThat(database.transaction()).isEmpty();
    assertThat(database.statistics()).isEmpty();
    assertThat(database.migrationResults())
        .singleElement()
        .satisfies(result -> assertThat(result.name()).isEqualTo("users"));
    registry.close();
  }

  @Test
  void theFirstListenerThatKnowsNamesTheTransaction() {
    Injector injector = injector(new DatabaseListener() {}, new Offering(DatabaseObserver.NONE));

    assertThat(injector.getInstance(Databases.class).all().get(0).transaction()).contains("order");
  }
}
