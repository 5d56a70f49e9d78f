package io.github.guicesql.sqlmodule.driver;

import java.sql.SQLException;

/**
 * The lock under which one process at a time migrates a database. It must end with the process that
 * holds it, even if that was killed. Used by one thread.
 */
public interface MigrationLock extends AutoCloseable {

  /** The lock of a database that no other process can migrate at the same time. */
  MigrationLock NONE = () -> {};

  /** Returns whether the lock is still held. One that is bound to a connection is lost with it. */
  default boolean isHeld() {
    return true;
  }

  /** Releases the lock. */
  @Override
  void close() throws SQLException;
}
