package io.github.guicesql.sqlmodule.internal.hosts;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Opens a pool's connection to one host. */
@FunctionalInterface
public interface HostOpening {

  /**
   * Opens a connection. It is called on a thread of its own.
   *
   * @param host the index of the host
   * @param limit how long connecting and the login may take in all. Nobody waits longer, and it may
   *     take as long again until the thread is free.
   */
  Connection open(int host, Duration limit) throws SQLException;
}
