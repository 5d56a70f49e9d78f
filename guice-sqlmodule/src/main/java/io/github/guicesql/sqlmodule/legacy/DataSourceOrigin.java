package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Provider;
import java.util.Optional;
import javax.sql.DataSource;

/** The origin of a service's own data source. */
sealed interface DataSourceOrigin {

  /** Returns the provider of the data source, for use once there is an injector. */
  Provider<? extends DataSource> provider(Binder binder);

  /** Returns the data source, if it was created before the injector. */
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

  /** A data source that was created before the injector. */
  record OfInstance(DataSource instance) implements DataSourceOrigin {

    @Override
    public Provider<? extends DataSource> provider(Binder binder) {
      return () -> instance;
    }

    @Override
    public Optional<DataSource> readyMade() {
      return Optional.of(instance);
    }

    /** Does not return the instance's own text, which may contain a URL. */
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
