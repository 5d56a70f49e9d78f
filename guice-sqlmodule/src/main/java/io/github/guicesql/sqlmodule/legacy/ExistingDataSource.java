package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.Provider;
import com.google.inject.Scopes;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.internal.provider.OnceProvider;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Asks a service for its own data source. */
final class ExistingDataSource extends OnceProvider {

  private final ExistingDataSourceModule module;
  private final Provider<? extends @Nullable DataSource> service;
  private final @Nullable HandOver handOver;

  ExistingDataSource(
      ExistingDataSourceModule module,
      Provider<? extends @Nullable DataSource> service,
      @Nullable HandOver handOver) {
    this.module = module;
    this.service = service;
    this.handOver = handOver;
  }

  @Override
  protected DataSource build() {
    DataSource existing = service.get();
    if (existing == null) {
      throw module.failure("It gave null.");
    }
    if (Scopes.isCircularProxy(existing)) {
      throw circular();
    }
    if (handOver != null) {
      handOver.take(existing);
    }
    return existing;
  }

  @Override
  protected SqlBuildException circular() {
    return module.failure(
        "It asks for the data source that it should give, perhaps through an alias. Bind it to what"
            + " the service makes.");
  }
}
