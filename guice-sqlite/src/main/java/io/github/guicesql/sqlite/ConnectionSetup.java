package io.github.guicesql.sqlite;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What each new connection of a SQLite database needs besides its settings: functions, collations,
 * an extension, a pragma that no key has.
 *
 * @see SqliteModule#withConnectionSetup
 */
@FunctionalInterface
public interface ConnectionSetup {

  /**
   * Called once for each connection, before anybody borrows it, on whichever thread opens it.
   *
   * @param connection the driver's own, in auto-commit mode: {@code org.sqlite.Function.create} and
   *     {@code org.sqlite.Collation.create} take it as it is. It is closed if this throws
   */
  void setUp(Connection connection) throws SQLException;
}
