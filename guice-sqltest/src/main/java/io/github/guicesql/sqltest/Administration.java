package io.github.guicesql.sqltest;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection for commands to a server, opened for the first one and kept for the next ones: a
 * login takes a server longer than most of them. After a failure, the next command gets another
 * connection. Used by one thread at a time.
 */
final class Administration implements AutoCloseable {

  private static final int SECONDS_TO_ANSWER = 5;

  private final Supplier<Address> server;
  private @Nullable Connection kept;

  Administration(Supplier<Address> server) {
    this.server = server;
  }

  /** A command. */
  @FunctionalInterface
  interface Command<T> {
    T run(Statement statement) throws SQLException;
  }

  <T> T run(Command<T> command) throws SQLException {
    boolean done = false;
    try (Statement statement = connection().createStatement()) {
      T result = command.run(statement);
      done = true;
      return result;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection connection = kept;
    if (connection == null || !connection.isValid(SECONDS_TO_ANSWER)) {
      close();
      connection = server.get().connect();
      kept = connection;
    }
    return connection;
  }

  /** Closes the connection; a later command opens another one. */
  @Override
  public void close() {
    Connection connection = kept;
    kept = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // Its server is gone.
      }
    }
  }
}
