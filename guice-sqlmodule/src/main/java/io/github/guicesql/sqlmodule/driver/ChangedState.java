package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a borrower has changed of its connection by JDBC's setters, as far as HikariCP does not
 * restore it. A connection that nobody changed has none.
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

  /** Makes a part of the state what it was. */
  @FunctionalInterface
  private interface Restoration {
    void of(Connection connection) throws SQLException;
  }

  private final Map<String, Restoration> changed = new HashMap<>();
  private boolean unknown;

  /** Notes what a part of the state is, before its first change. */
  <T> void before(Connection connection, String part, Getter<T> getter, Setter<T> setter) {
    if (changed.containsKey(part)) {
      return;
    }
    try {
      @Nullable T value = getter.of(connection);
      changed.put(part, restored -> setter.set(restored, value));
    } catch (SQLException e) {
      // Whether the change fails, too, is the driver's to say.
      unknown = true;
    }
  }

  /**
   * Makes the state what it was, out of any transaction: what is set within one is lost when that
   * is rolled back.
   *
   * @return false if it is not known what it was
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
