package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a borrower has made to its connection by JDBC's setters and that HikariCP does
 * not restore. An unchanged connection has no such object.
 */
final class ChangedState {

  /** Reads a part of a connection's state. */
  @FunctionalInterface
  interface Getter<T> {
    @Nullable T of(Connection connection) throws SQLException;
  }

  /** Sets a part of a connection's state. */
  @FunctionalInterface
  interface Setter<T> {
    void set(Connection connection, @Nullable T value) throws SQLException;
  }

  /** Restores a part of a connection's state. */
  @FunctionalInterface
  private interface Restoration {
    void of(Connection connection) throws SQLException;
  }

  private final Map<String, Restoration> changed = new HashMap<>();
  private boolean unknown;

  /** Records a part of the state before its first change. */
  <T> void before(Connection connection, String part, Getter<T> getter, Setter<T> setter) {
    if (changed.containsKey(part)) {
      return;
    }
    try {
      @Nullable T value = getter.of(connection);
      changed.put(part, restored -> setter.set(restored, value));
    } catch (SQLException e) {
      // The driver decides whether the change fails, too.
      unknown = true;
    }
  }

  /**
   * Restores the state outside any transaction, since settings made in a transaction are lost when
   * it is rolled back.
   *
   * @return false if the original state is unknown
   */
  boolean restore(Connection connection) throws SQLException {
    if (unknown) {
      return false;
    }
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    for (Restoration restoration : changed.values()) {
      restoration.of(connection);
    }
    return true;
  }
}
