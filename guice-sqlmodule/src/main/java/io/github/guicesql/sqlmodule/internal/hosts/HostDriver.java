package io.github.guicesql.sqlmodule.internal.hosts;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What a driver knows of the hosts of its database. Thread-safe. */
public interface HostDriver {

  /** What a failed connection or question says of the host. */
  enum Failure {
    /** Nobody has answered: the network has failed, or a limit is over. */
    NO_ANSWER,
    /** A server has answered that it is starting or stopping. */
    NOT_READY,
    /** A server has answered, and refuses for a reason that waiting does not cure. */
    REFUSED
  }

  /** The hosts, each with its port, in the order of the configuration. */
  List<String> hosts();

  /**
   * Opens a connection for the monitor, with the pool's current credentials.
   *
   * @param host the index of the host
   * @param limit how long connecting and the login may take in all; it may take as long again until
   *     the thread is free
   */
  Connection open(int host, Duration limit) throws SQLException;

  /** Asks a host for its status, on the monitor's connection, in one round trip. */
  HostStatus ask(Connection connection) throws SQLException;

  /** Returns what an exception says of the host. */
  Failure failure(SQLException thrown);

  /**
   * Returns whether a server has reported on a connection that it does not have the role. This must
   * not ask the server. It is called when a connection was opened; a driver calls it again when a
   * report has changed. A driver whose server reports nothing returns false, and the monitor's
   * knowledge alone decides.
   */
  boolean contradicts(Connection connection, HostRole role);
}
