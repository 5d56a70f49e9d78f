package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Provider;
import java.util.Optional;
import javax.sql.DataSource;

/** Where a service has its own data source from. */
sealed interface DataSourceOrigin {

  /** What gives the data source, once there is an injector. */
  Provider<? extends DataSource> provider(Binder binder);

  /** The data source, if it was made before the injector. */
  default Optional<DataSource> readyMade() {
    return Optional.empty();
  }

  /** A key that the service has bound. */
  record OfKey(Key<? extends DataSource> key) implements DataSourceOrigin {

    @Override
    public Provider<? extends DataSource> provider(Binder binder) {
      return binder.getProvider(key);
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
    public Optional<DataSource> readyMade() {
      return Optional.of(instance);
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
    public String toString() {
      return "a provider, " + provider.getClass().getName();
    }
  }
}
