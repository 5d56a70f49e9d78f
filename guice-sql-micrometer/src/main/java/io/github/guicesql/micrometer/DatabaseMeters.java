package io.github.guicesql.micrometer;

import com.google.inject.Inject;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The meters of all databases, for as many registries as there are. Injectable where {@link
 * MicrometerModule} is installed. A registry that the injector does not have is added by {@link
 * #bindTo}, before or after the first connection. Several injectors may have the same registry.
 * Thread-safe.
 */
@Singleton
public final class DatabaseMeters implements MeterBinder, DatabaseListener {

  private final IdentityHashMap<Database, DatabaseMeter> meters = new IdentityHashMap<>();
  private final List<MeterRegistry> registries = new ArrayList<>();
  private @Nullable Provider<MeterRegistry> bound;

  /** The meters of one database, and the registry that they are in. */
  private record DatabaseMeter(CompositeMeterRegistry registry, ObservedMeters observed) {}

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
      meters.values().forEach(each -> each.registry().add(registry));
    }
  }

  /** Called by the driver module. */
  @Override
  public Optional<MetricsTrackerFactory> metricsTracker(Database database) {
    return Optional.of(new MicrometerMetricsTrackerFactory(meter(database).registry()));
  }

  /** Called by the driver module. */
  @Override
  public Optional<DatabaseObserver> observer(Database database) {
    return Optional.of(meter(database).observed());
  }

  /** Called by the driver module after the first connection was opened. */
  @Override
  public void started(Database database) {
    DatabaseMeter known = find(database);
    if (known != null) {
      known.observed().add(database.statistics());
    }
  }

  /** Returns the meters of a database, which live until it closes. */
  private DatabaseMeter meter(Database database) {
    bindToBound();
    synchronized (this) {
      return meters.computeIfAbsent(database, this::create);
    }
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

  private synchronized @Nullable DatabaseMeter find(Database database) {
    return meters.get(database);
  }

  /** A reader has a tag of its own, since a registry has one meter for each name with its tags. */
  private static Tags tags(Database database) {
    SqlTokens tokens = database.tokens();
    String name = tokens.name().isEmpty() ? "default" : tokens.name();
    return Tags.of(
        "database",
        tokens.isReader() ? name + ".reader" : name,
        "dialect",
        database.dialect().id());
  }

  /**
   * A composite of the registries has the tags of one database, accepts registries at any time, and
   * removes from all of them what is removed from it.
   */
  private DatabaseMeter create(Database database) {
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.config().commonTags(tags(database));
    registries.forEach(composite::add);
    DatabaseMeter created =
        new DatabaseMeter(
            composite, new ObservedMeters(composite, count -> aborted(database, count)));
    LivingMeters.add(composite, tags(database));
    return created;
  }

  /** Counts in the registries themselves: connections are aborted just before the meters go. */
  private synchronized void aborted(Database database, int connections) {
    for (MeterRegistry registry : registries) {
      Counter.builder(ObservedMeters.PREFIX + "connections.aborted")
          .description("Connections that were not returned within the drain and were aborted")
          .tags(tags(database))
          .register(registry)
          .increment(connections);
    }
  }

  /** Called by the driver module after the pool was closed. */
  @Override
  public synchronized void closed(Database database) {
    DatabaseMeter closed = meters.remove(database);
    if (closed != null) {
      LivingMeters.remove(closed.registry());
    }
  }
}
