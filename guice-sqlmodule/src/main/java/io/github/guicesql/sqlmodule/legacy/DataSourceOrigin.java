package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.Binder;
import com.google.inject.Binding;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.spi.ExposedBinding;
import com.google.inject.spi.InstanceBinding;
import com.google.inject.spi.LinkedKeyBinding;
import java.util.Optional;
import javax.sql.DataSource;

/** Where a service has its own data source from. */
sealed interface DataSourceOrigin {

  /** What gives the data source, once there is an injector. */
  Provider<? extends DataSource> provider(Binder binder);

  /** The data source, if it is there without being built. */
  Optional<DataSource> readyMade(Injector injector);

  /** Whether it is what this binding makes. */
  boolean isMadeBy(Binding<?> binding, Injector injector);

  /** A key that the service has bound. */
  record OfKey(Key<? extends DataSource> key) implements DataSourceOrigin {

    @Override
    public Provider<? extends DataSource> provider(Binder binder) {
      return binder.getProvider(key);
    }

    @Override
    public Optional<DataSource> readyMade(Injector injector) {
      return maker(key, injector) instanceof InstanceBinding<?> binding
              && binding.getInstance() instanceof DataSource instance
          ? Optional.of(instance)
          : Optional.empty();
    }

    @Override
    public boolean isMadeBy(Binding<?> binding, Injector injector) {
      return binding.getKey().equals(maker(key, injector).getKey());
    }

    /** Guice tells a listener of the binding that makes an object, not of those that lead there. */
    private static Binding<?> maker(Key<?> key, Injector injector) {
      Binding<?> binding = injector.getBinding(key);
      if (binding instanceof LinkedKeyBinding<?> linked) {
        return maker(linked.getLinkedKey(), injector);
      }
      if (binding instanceof ExposedBinding<?> exposed) {
        return maker(key, exposed.getPrivateElements().getInjector());
      }
      return binding;
    }

    @Override
    public String toString() {
      return key.toString();
    }
  }

  /** One that was made before the injector. */
  record OfInstance(DataSource instance) implements DataSourceOrigin {

    @Override
    public Provider<? extends DataSource> provider(Binder binder) {
      return () -> instance;
    }

    @Override
    public Optional<DataSource> readyMade(Injector injector) {
      return Optional.of(instance);
    }

    @Override
    public boolean isMadeBy(Binding<?> binding, Injector injector) {
      return false;
    }

    /** Not the instance's own text, which may hold a URL. */
    @Override
    public String toString() {
      return "an instance of " + instance.getClass().getName();
    }
  }

  /** A provider that the service has not bound. */
  record OfProvider(Provider<? extends DataSource> provider) implements DataSourceOrigin {

    @Override
    public Provider<? extends DataSource> provider(Binder binder) {
      binder.requestInjection(provider);
      return provider;
    }

    @Override
    public Optional<DataSource> readyMade(Injector injector) {
      return Optional.empty();
    }

    @Override
    public boolean isMadeBy(Binding<?> binding, Injector injector) {
      return false;
    }

    @Override
    public String toString() {
      return "a provider, " + provider.getClass().getName();
    }
  }
}
