package io.github.guicesql.sqlmodule.internal.connection;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that were made by one joined connection and may still be open. JDBC has a
 * connection close its statements, whereas the connection below stays open.
 */
final class OpenStatements {

  private static final int FIRST_LIMIT = 32;

  private final List<Statement> statements = new ArrayList<>(2);
  private int limit = FIRST_LIMIT;

  /** Adds a statement. Closed ones are dropped from time to time, so that the list stays short. */
  void add(Statement statement) throws SQLException {
    if (statements.size() >= limit) {
      List<Statement> stillOpen = new ArrayList<>();
      for (Statement one : statements) {
        if (!one.isClosed()) {
          stillOpen.add(one);
        }
      }
      statements.clear();
      statements.addAll(stillOpen);
      limit = Math.max(FIRST_LIMIT, 2 * stillOpen.size());
    }
    statements.add(statement);
  }

  /** Returns whether any of them is open. */
  boolean isAnyOpen() throws SQLException {
    for (Statement one : statements) {
      if (!one.isClosed()) {
        return true;
      }
    }
    return false;
  }

  /** Closes all, and throws what the first of them threw. Closing a closed statement is nothing. */
  void closeAll() throws SQLException {
    SQLException failure = null;
    for (int i = statements.size() - 1; i >= 0; i--) {
      try {
        statements.get(i).close();
      } catch (SQLException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    statements.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
