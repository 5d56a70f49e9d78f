package io.github.guicesql.sqltest;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An injector on a database. */
record Opened(
    Place place,
    LifecycleRegistry registry,
    Leaks leaks,
    @Nullable Rollbacks rollbacks,
    Injector injector) {

  /**
   * What an injector is made of.
   *
   * @param prefix the first word of the driver's keys
   */
  record Modules(
      String prefix, Function<ConfigSource, ? extends Module> driver, List<Module> others) {}

  /** Creates an injector on a database; if that fails, nothing is left open. */
  static Opened on(Place place, Modules modules) {
    return on(place, modules, new LifecycleRegistry(), null);
  }

  /** Does the same, and rolls back what is done on it, also if it fails. */
  static Opened inTransaction(Place place, Modules modules, Rollbacks rollbacks) {
    return on(place, modules, rollbacks.registry(), rollbacks);
  }

  private static Opened on(
      Place place, Modules modules, LifecycleRegistry registry, @Nullable Rollbacks rollbacks) {
    Leaks leaks = new Leaks(registry);
    List<Module> all = new ArrayList<>();
    if (rollbacks != null) {
      // The first listener is the innermost: a transactor joins above it, as it does above a pool.
      all.add(listener(rollbacks));
    }
    all.addAll(modules.others());
    all.add(LifecycleModule.using(registry));
    all.add(modules.driver().apply(key -> value(key, modules.prefix(), place)));
    all.add(listener(leaks));
    try {
      return new Opened(place, registry, leaks, rollbacks, Guice.createInjector(all));
    } catch (Throwable e) {
      try {
        registry.close();
      } catch (RuntimeException notClosed) {
        e.addSuppressed(notClosed);
      }
      throw e;
    }
  }

  private static Module listener(DatabaseListener listener) {
    return binder ->
        Multibinder.newSetBinder(binder, DatabaseListener.class).addBinding().toInstance(listener);
  }

  private static Optional<String> value(ConfigKey key, String prefix, Place place) {
    String token = key.token();
    return token.startsWith(prefix + ".")
        ? Optional.ofNullable(place.settings().get(token.substring(token.lastIndexOf('.') + 1)))
        : Optional.empty();
  }

  /** The migrations of the databases that the driver module has installed. */
  List<Migration> migrations(String prefix) {
    List<Migration> all = new ArrayList<>();
    for (Database database : databases(prefix)) {
      all.addAll(database.migrations());
    }
    return all;
  }

  /** Has them run, by asking for a connection. */
  void migrate(String prefix) {
    for (Database database : databases(prefix)) {
      try {
        injector.getInstance(database.tokens().dbKey()).getConnection().close();
      } catch (SQLException e) {
        throw new IllegalStateException(
            "The template of the tests' databases was not migrated: " + e.getMessage(), e);
      }
    }
  }

  private List<Database> databases(String prefix) {
    return injector.getInstance(Databases.class).all().stream()
        .filter(database -> database.driver().equals(prefix))
        .toList();
  }

  /** Closes what the injector has opened; the database stays. */
  void close() {
    registry.close();
  }

  /** Returns whether the database may not be as it was, after a test that was to leave it so. */
  boolean isSpoiled() {
    return rollbacks != null && rollbacks.haveSpoiled();
  }

  /**
   * Fails a test that has left something open, or has committed where nothing may be.
   *
   * @throws AssertionError if it has
   */
  void check() {
    leaks.failIfAny();
    if (rollbacks != null) {
      rollbacks.failIfCommitted();
    }
  }
}
