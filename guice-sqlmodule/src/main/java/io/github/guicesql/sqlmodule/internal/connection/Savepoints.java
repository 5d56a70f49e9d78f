package io.github.guicesql.sqlmodule.internal.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The savepoints that are open in a transaction, the newest last. The database drops a savepoint
 * together with those before it, so this class knows which ones are gone.
 */
public final class Savepoints implements NestedWork {

  private static final String INVALID_SAVEPOINT = "3B001";

  private final Connection connection;
  private final List<Nested> open = new ArrayList<>(0);
  private @Nullable NestedConnection last;

  /** Creates the list for a connection whose auto-commit is off. */
  public Savepoints(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void usedBy(NestedConnection view) {
    last = view;
  }

  @Override
  public boolean isLastUsedBy(NestedConnection view) {
    return last == view;
  }

  @Override
  public Nested begin() throws SQLException {
    Nested nested = new Nested(connection.setSavepoint());
    open.add(nested);
    return nested;
  }

  @Override
  public boolean isOpen(Nested nested) {
    return open.contains(nested);
  }

  @Override
  public boolean isNewest(Nested nested) {
    return !open.isEmpty() && open.get(open.size() - 1) == nested;
  }

  @Override
  public void release(Nested nested) throws SQLException {
    int index = indexOf(nested);
    if (index + 1 < open.size()) {
      connection.rollback(open.get(index + 1).savepoint());
    }
    releaseInDatabase(nested);
    open.subList(index, open.size()).clear();
  }

  /**
   * Other savepoints would be released with one that is not the newest, which therefore stays in
   * the database, as does one that a failed transaction does not release.
   */
  @Override
  public void keep(Nested nested) throws SQLException {
    int index = indexOf(nested);
    boolean newest = isNewest(nested);
    open.remove(index);
    if (newest) {
      try {
        connection.releaseSavepoint(nested.savepoint());
      } catch (SQLException e) {
        return;
      }
    }
  }

  @Override
  public void rollBack(Nested nested) throws SQLException {
    int index = indexOf(nested);
    connection.rollback(nested.savepoint());
    open.subList(index + 1, open.size()).clear();
  }

  @Override
  public void end(Nested nested) throws SQLException {
    rollBack(nested);
    releaseInDatabase(nested);
    open.remove(open.size() - 1);
  }

  /** A database that cannot release a savepoint keeps it until the transaction ends. */
  private void releaseInDatabase(Nested nested) throws SQLException {
    try {
      connection.releaseSavepoint(nested.savepoint());
    } catch (SQLFeatureNotSupportedException e) {
      return;
    }
  }

  private int indexOf(Nested nested) throws SQLException {
    int index = open.lastIndexOf(nested);
    if (index < 0) {
      throw new SQLException(
          "The savepoint is gone: it was rolled back together with the work around it.",
          INVALID_SAVEPOINT);
    }
    return index;
  }
}
