package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.internal.migration.Migrated;
import org.jspecify.annotations.Nullable;

/** A driver module's pool as its migrator sees it. */
record MigratedPool(PoolRole role, ManagedDataSource pool) implements Migrated {

  @Override
  public String name() {
    return pool.toString();
  }

  @Override
  public long connectionTimeoutMillis() {
    return pool.getConnectionTimeout();
  }

  @Override
  public SqlBuildException failure(String problem, @Nullable Throwable cause) {
    return role.failure(BuildStage.MIGRATE, problem, cause);
  }
}
