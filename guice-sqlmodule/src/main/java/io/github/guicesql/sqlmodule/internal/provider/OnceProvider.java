package io.github.guicesql.sqlmodule.internal.provider;

import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.SqlBuildException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Builds a data source once, when it is first requested. A failed attempt leaves nothing behind, so
 * that the next one starts afresh.
 */
public abstract class OnceProvider implements Provider<DataSource> {

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
}
