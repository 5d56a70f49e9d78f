package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.Binder;
import com.google.inject.Binding;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.google.inject.matcher.AbstractMatcher;
import com.google.inject.spi.ProvisionListener;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Registers a service's own data source with the registry, each object once. It listens to the
 * service's binding, too: the service may build its data source, and never ask for the contract's.
 */
final class HandOver implements ProvisionListener {

  private final ExistingDataSourceModule module;
  private final DataSourceOrigin origin;
  private final Provider<Injector> injector;
  private final Provider<LifecycleRegistry> registry;
  private final Set<DataSource> taken = Collections.newSetFromMap(new IdentityHashMap<>());

  private HandOver(ExistingDataSourceModule module, DataSourceOrigin origin, Binder binder) {
    this.module = module;
    this.origin = origin;
    this.injector = binder.getProvider(Injector.class);
    this.registry = binder.getProvider(LifecycleRegistry.class);
  }

  static HandOver in(Binder binder, ExistingDataSourceModule module, DataSourceOrigin origin) {
    HandOver handOver = new HandOver(module, origin, binder);
    binder.bindListener(new OfDataSources(), handOver);
    binder.requestInjection(handOver);
    return handOver;
  }

  @Inject
  void takeReadyMade() {
    origin.readyMade(injector.get()).ifPresent(this::take);
  }

  @Override
  public <T> void onProvision(ProvisionInvocation<T> provision) {
    if (provision.provision() instanceof DataSource built
        && origin.isMadeBy(provision.getBinding(), injector.get())) {
      take(built);
    }
  }

  synchronized void take(DataSource built) {
    if (taken.contains(built)) {
      return;
    }
    if (!(built instanceof AutoCloseable closeable)) {
      throw module.failure(
          "The registry cannot close it: "
              + built.getClass().getName()
              + " is not AutoCloseable. Offer one that is, or leave closedByRegistry() out and close"
              + " it where it was made.");
    }
    registry.get().register(module.token(), drain -> closeable.close());
    taken.add(built);
  }

  @SuppressWarnings("deprecation") // Matcher does without it, but not yet in Guice 5
  private static final class OfDataSources extends AbstractMatcher<Binding<?>> {
    @Override
    public boolean matches(Binding<?> binding) {
      return DataSource.class.isAssignableFrom(binding.getKey().getTypeLiteral().getRawType());
    }
  }
}
