package io.github.guicesql.micrometer;

import com.google.inject.Inject;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meters of all databases, for as many registries as there are. Injectable where {@link
 * MicrometerModule} is installed. A registry that the injector does not have is added by {@link
 * #bindTo}, before or after the first connection. Thread-safe.
 */
@Singleton
public final class DatabaseMeters implements MeterBinder, DatabaseListener {

  private final IdentityHashMap<Database, CompositeMeterRegistry> meters = new IdentityHashMap<>();
  private final List<MeterRegistry> registries = new ArrayList<>();
  private @Nullable Provider<MeterRegistry> bound;

  @Inject
  DatabaseMeters() {}

  /**
   * The registry is asked for by the first database that is built, not here: its own construction
   * may take its time.
   */
  @Inject(optional = true)
  synchronized void bound(Provider<MeterRegistry> registry) {
    bound = registry;
  }

  /** Adds the meters of all databases to a registry, those of databases to come included. */
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    if (registries.stream().noneMatch(known -> known == registry)) {
      registries.add(registry);
      meters.values().forEach(composite -> composite.add(registry));
    }
  }

  /** Called by the driver module. */
  @Override
  public void configurePool(Database database, HikariConfig pool) {
    bindToBound();
    pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(composite(database)));
  }

  private void bindToBound() {
    Provider<MeterRegistry> provider;
    synchronized (this) {
      provider = bound;
      bound = null;
    }
    if (provider != null) {
      bindTo(provider.get()); // outside the lock: it is the service's code
    }
  }

  /**
   * A composite of the registries has the tags of one database, accepts registries at any time, and
   * removes from all of them what is removed from it.
   */
  private synchronized CompositeMeterRegistry composite(Database database) {
    discard(database); // of a build that has failed
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    String name = database.tokens().name();
    composite
        .config()
        .commonTags(
            "database", name.isEmpty() ? "default" : name, "dialect", database.dialect().id());
    registries.forEach(composite::add);
    meters.put(database, composite);
    return composite;
  }

  /** Called by the driver module after the pool was closed. */
  @Override
  public synchronized void closed(Database database) {
    discard(database);
  }

  private void discard(Database database) {
    CompositeMeterRegistry composite = meters.remove(database);
    if (composite != null) {
      composite.clear();
      registries.forEach(composite::remove); // its own close() would close the service's registries
    }
  }
}
