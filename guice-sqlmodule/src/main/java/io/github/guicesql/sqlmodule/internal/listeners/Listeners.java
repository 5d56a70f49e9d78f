package io.github.guicesql.sqlmodule.internal.listeners;

import com.google.inject.Binding;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.config.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A composite of an injector's listeners. Immutable; as thread-safe as they are. */
public final class Listeners {

  /** No listeners. */
  public static final Listeners NONE = new Listeners(List.of());

  private static final Logger log = LoggerFactory.getLogger(DatabaseListener.class);
  private static final String METRIC_REGISTRY =
      "{}: the pool has a metric registry, beside which HikariCP takes no tracker: the listeners'"
          + " are left out";

  private final Collection<DatabaseListener> listeners;

  private Listeners(Collection<DatabaseListener> listeners) {
    this.listeners = listeners;
  }

  /** Returns the listeners that modules have contributed to the injector or to a parent of it. */
  public static Listeners in(Injector injector) {
    Binding<Set<DatabaseListener>> binding =
        injector.getExistingBinding(Key.get(new TypeLiteral<Set<DatabaseListener>>() {}));
    return binding == null ? NONE : new Listeners(binding.getProvider().get());
  }

  /** The listeners for people, in their order. */
  public List<String> names() {
    return listeners.stream().map(one -> named("listener", one)).toList();
  }

  /** Names an extension by its class; that of a lambda has a name of the JVM's own. */
  public static String named(String kind, Object extension) {
    String name = extension.getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return kind + " " + (lambda < 0 ? name : name.substring(0, lambda) + " (lambda)");
  }

  /** Notifies all that a database is installed. */
  public void declared(Database database) {
    if (!listeners.isEmpty()) {
      tell(database, listener -> listener.declared(database));
    }
  }

  /** Notifies all that the first connection is open. */
  public void started(Database database) {
    if (!listeners.isEmpty()) {
      tell(database, listener -> listener.started(database));
    }
  }

  /** Notifies all that a database is closed. */
  public void closed(Database database) {
    if (!listeners.isEmpty()) {
      tell(database, listener -> listener.closed(database));
    }
  }

  /** Notifies all listeners. A listener that throws does not keep the others from being called. */
  private void tell(Database database, Consumer<DatabaseListener> event) {
    for (DatabaseListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        log.warn("{}: the listener {} failed", database.poolName(), listener, e);
      }
    }
  }

  /** Returns the settings that the listeners read by themselves. */
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>();
    for (DatabaseListener listener : listeners) {
      all.addAll(listener.settings());
    }
    return all;
  }

  /** Has all change the pool's settings, and adds their trackers. */
  public void configurePool(Database database, HikariConfig pool) {
    for (DatabaseListener listener : listeners) {
      listener.configurePool(database, pool);
    }
    track(database, pool);
  }

  /** Adds the trackers of all to the one that the pool has. */
  private void track(Database database, HikariConfig pool) {
    List<MetricsTrackerFactory> trackers = new ArrayList<>();
    for (DatabaseListener listener : listeners) {
      listener.metricsTracker(database).ifPresent(trackers::add);
    }
    if (trackers.isEmpty()) {
      return;
    }
    if (pool.getMetricRegistry() != null) {
      log.warn(METRIC_REGISTRY, pool.getPoolName());
      return;
    }
    MetricsTrackerFactory own = pool.getMetricsTrackerFactory();
    if (own != null) {
      trackers.add(0, own);
    }
    pool.setMetricsTrackerFactory(new Trackers.Factory(trackers));
  }

  /**
   * Removes the trackers of the listeners for a hook that sets a metric registry: HikariCP takes
   * one or the other, and hooks have the last word.
   */
  public static void makeWayForRegistry(HikariConfig pool) {
    if (pool.getMetricsTrackerFactory() instanceof Trackers.Factory) {
      pool.setMetricsTrackerFactory(null);
      log.warn(METRIC_REGISTRY, pool.getPoolName());
    }
  }

  /** Returns where to publish what happens in a database: all the observers that they offer. */
  public DatabaseObserver observer(Database database) {
    if (listeners.isEmpty()) {
      return DatabaseObserver.NONE;
    }
    return Observers.of(
        listeners.stream().flatMap(listener -> listener.observer(database).stream()).toList());
  }

  /** Returns the name of the calling thread's transaction, from the first listener that knows. */
  public Optional<String> transaction(Database database) {
    return listeners.stream()
        .flatMap(listener -> listener.transaction(database).stream())
        .findFirst();
  }

  /** Has all decorate the data source, the first one innermost, and then hand it out. */
  public DataSource decorate(Database database, DataSource dataSource) {
    DataSource decorated = dataSource;
    for (DatabaseListener listener : listeners) {
      decorated = listener.decorate(database, decorated);
    }
    for (DatabaseListener listener : listeners) {
      decorated = listener.handOut(database, decorated);
    }
    return decorated;
  }

  /** Notifies all listeners that the data source was built, and returns the same data source. */
  public DataSource built(Database database, DataSource dataSource) {
    for (DatabaseListener listener : listeners) {
      listener.built(database, dataSource);
    }
    return dataSource;
  }
}
