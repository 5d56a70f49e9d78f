package io.github.guicesql.sqlite;

import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint that is found by its id. To SQLite, of two savepoints with one name only the later
 * one exists, so the user's name is not the one that SQLite knows.
 *
 * @param id unlike that of all others of the pool
 * @param name the user's, if there is one
 */
record SqliteSavepoint(int id, @Nullable String name) implements Savepoint {

  /** Returns the name in SQL of a savepoint, the same as the driver's for one without a name. */
  static String sqlName(int id) {
    return "SQLITE_SAVEPOINT_" + id;
  }

  @Override
  public int getSavepointId() {
    return id;
  }

  @Override
  public String getSavepointName() {
    return name == null ? sqlName(id) : name;
  }
}
