package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.sqlite.core.DB;

/**
 * Interrupts what SQLite runs for a connection, as long as the connection's native handle exists.
 * SQLite allows that from any thread, but not once the handle may have been freed.
 */
final class Interrupter {

  private final DB database;
  private boolean ended;

  Interrupter(DB database) {
    this.database = database;
  }

  synchronized void interrupt() throws SQLException {
    if (!ended) {
      database.interrupt();
    }
  }

  /** The handle is about to be freed. */
  synchronized void end() {
    ended = true;
  }
}
