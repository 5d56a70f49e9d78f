package io.github.guicesql.sqlmodule.internal.migration;

import io.github.guicesql.sqlmodule.MigrationResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last result of each migration of a database, in the order in which they ran first. A database
 * whose migrations fail is migrated again by each borrower, so that all results would fill the
 * memory. Thread-safe.
 */
public final class MigrationResults {

  private final Map<String, MigrationResult> byName = new LinkedHashMap<>(); // guarded by this

  /** Creates an empty list. */
  public MigrationResults() {}

  /** Adds a result, in place of an earlier one of the same migration. */
  public synchronized void add(MigrationResult result) {
    byName.put(result.name(), result);
  }

  /** Returns the results. */
  public synchronized List<MigrationResult> list() {
    return List.copyOf(byName.values());
  }
}
