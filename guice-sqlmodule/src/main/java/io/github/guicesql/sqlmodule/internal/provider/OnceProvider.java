package io.github.guicesql.sqlmodule.internal.provider;

import com.google.inject.ConfigurationException;
import com.google.inject.Injector;
import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a data source once, when it is first requested. A failed attempt leaves nothing behind, so
 * that the next one starts afresh.
 *
 * <p>Under a container that rewrites bindings, such as Eclipse Sisu, what nobody has bound can be
 * null instead of an error.
 */
public abstract class OnceProvider implements Provider<DataSource> {

  private static final Logger log = LoggerFactory.getLogger(OnceProvider.class);

  private volatile @Nullable DataSource built;
  private boolean building;

  @Override
  public final DataSource get() {
    DataSource existing = built;
    return existing != null ? existing : buildOnce();
  }

  private synchronized DataSource buildOnce() {
    if (built != null) {
      return built;
    }
    if (building) {
      throw circular();
    }
    building = true;
    try {
      DataSource complete = build();
      built = complete;
      return complete;
    } finally {
      building = false;
    }
  }

  /** Builds the data source. If it throws, it must leave nothing behind. */
  protected abstract DataSource build();

  /** Creates the error for a data source whose build requests the data source itself. */
  protected abstract SqlBuildException circular();

  /** The error, of stage {@code OPEN}, for a data source that cannot be closed later. */
  protected abstract SqlBuildException unclosable(String problem);

  /** The registry that closes the data source. */
  protected final LifecycleRegistry bound(
      Provider<? extends @Nullable LifecycleRegistry> registry) {
    LifecycleRegistry bound = registry.get();
    if (bound == null) {
      throw unclosable(
          "There is no LifecycleRegistry, and nothing would close it. Install new"
              + " LifecycleModule(), or LifecycleModule.using(registry).");
    }
    return bound;
  }

  /** Adds the database to the injector's {@link Databases}, if it has them. */
  protected static void add(Database database, Injector injector) {
    @Nullable Databases databases = null;
    try {
      databases = injector.getInstance(Databases.class);
    } catch (ConfigurationException e) {
      log.debug("{}: Databases is not bound", database, e);
    }
    if (databases == null) {
      log.debug("{}: nobody can ask for it", database);
    } else {
      databases.add(database);
    }
  }
}
