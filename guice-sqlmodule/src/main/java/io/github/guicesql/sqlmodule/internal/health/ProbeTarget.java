package io.github.guicesql.sqlmodule.internal.health;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database that a probe asks. */
public interface ProbeTarget {

  /** Opens a connection that only the probe uses. It should give up by itself after a while. */
  Connection open() throws SQLException;

  /**
   * Asks the database on a connection from {@link #open}. It may close the connection, which is
   * then not kept for the next question.
   *
   * @return why the database cannot be written to; null if it can, or need not be
   * @throws SQLException if the database does not answer as it should
   */
  @Nullable String ask(Connection connection) throws SQLException;
}
