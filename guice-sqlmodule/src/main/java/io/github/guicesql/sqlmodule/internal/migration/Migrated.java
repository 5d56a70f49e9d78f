package io.github.guicesql.sqlmodule.internal.migration;

import io.github.guicesql.sqlmodule.MigrationResult;
import io.github.guicesql.sqlmodule.SqlBuildException;
import org.jspecify.annotations.Nullable;

/** The data source that is migrated, as far as its migrator needs to know it. */
public interface Migrated {

  /** The data source's name in the log, in errors and of the thread that migrates. */
  String name();

  /** How long a borrower waits for a connection. */
  long connectionTimeoutMillis();

  /** Creates the error, of stage {@code MIGRATE}, for a problem. */
  SqlBuildException failure(String problem, @Nullable Throwable cause);

  /** Called after a migration has run. */
  void migrated(MigrationResult result);
}
