package io.github.guicesql.sqlmodule;

import java.time.Duration;

/**
 * The outcome of a migration that has run in this process.
 *
 * @param name the migration's name
 * @param failed whether it has thrown
 * @param took how long it ran
 */
public record MigrationResult(String name, boolean failed, Duration took) {

  /** Returns the result for people, such as {@code "migration users: done in 12 ms"}. */
  @Override
  public String toString() {
    return "migration "
        + name
        + ": "
        + (failed ? "failed after " : "done in ")
        + took.toMillis()
        + " ms";
  }
}
