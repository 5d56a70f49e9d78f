package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.StatementCache.Compiled;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreResultSet;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * The result of a statement that has rows to read, and the native statement that they are read
 * from: the statement's own, or one that stands in for it.
 */
final class Cursor {

  private final SqliteConnection connection;
  private final CoreStatement statement;
  private final CoreResultSet result;
  private final BooleanSupplier unread;

  /** While another one stands in for it. */
  private @Nullable SafeStmtPtr own;

  private @Nullable Compiled query;
  private @Nullable SqliteResultSet current;
  private long keptRows;
  private boolean detached;

  /** Whether SQLite looks for the next row; a function of ours that it calls meanwhile sees it. */
  private boolean reading;

  /** Whether there may be rows left to read. */
  private volatile boolean registered;

  /**
   * Creates the cursor of one statement.
   *
   * @param unread whether it has a result that nobody has asked for yet
   */
  Cursor(
      SqliteConnection connection,
      CoreStatement statement,
      CoreResultSet result,
      BooleanSupplier unread) {
    this.connection = connection;
    this.statement = statement;
    this.result = result;
    this.unread = unread;
  }

  /**
   * The statement has run and stands at its first row.
   *
   * @param detached whether its rows depend on no transaction
   */
  void open(boolean detached) {
    this.detached = detached;
    if (!registered) {
      registered = true;
      connection.cursors().add(this);
    }
  }

  boolean isOpen() {
    return registered;
  }

  /** The result set to hand out where the driver has opened its own, if it has. */
  @Nullable ResultSet read(@Nullable ResultSet driversOwn) {
    if (driversOwn == null) {
      return null;
    }
    SqliteResultSet last = current;
    if (last != null) {
      last.supersede();
    }
    current = new SqliteResultSet(statement, result, this);
    return current;
  }

  /** SQLite is about to look for the next row, or has done so. */
  void reads(boolean begins) {
    reading = begins;
  }

  /**
   * The statement is a write, and stands at the first row that it returns. It runs to its end.
   *
   * @return whether there are rows to read: those of some pragmas have no column
   */
  boolean keepRows() throws SQLException {
    DB database = connection.getDatabase();
    synchronized (database) {
      KeptRows rows = connection.keptRows();
      SafeStmtPtr write = statement.pointer;
      String[] columns = write.safeRun(DB::column_names);
      keptRows = rows.keep(write);
      if (columns.length == 0) {
        rows.drop(keptRows);
        return false;
      }
      own = write;
      query = rows.query(columns);
      statement.pointer = query.pointer();
      database.execute(statement, rows.parameters(keptRows));
    }
    open(true);
    return true;
  }

  /** A transaction has ended, and its results with it: reading on fails. */
  void transactionEnded() throws SQLException {
    if (detached || own != null || statement.pointer.isClosed()) {
      return;
    }
    synchronized (connection.getDatabase()) {
      statement.pointer.safeRunInt(DB::reset);
      if (unread.getAsBoolean() || (result.isOpen() && !result.emptyResultSet)) {
        own = statement.pointer;
        statement.pointer = connection.endedResult();
      }
    }
  }

  /**
   * SQLite was interrupted, and this result with it, whether its rows depend on a transaction or
   * not: reading on fails. It is left alone if SQLite is in the middle of it.
   */
  void interrupted() throws SQLException {
    synchronized (connection.getDatabase()) {
      SafeStmtPtr pointer = statement.pointer;
      if (!registered || reading || pointer.isClosed()) {
        return;
      }
      pointer.safeRunInt(DB::reset);
      if (unread.getAsBoolean() || (result.isOpen() && !result.emptyResultSet)) {
        if (own == null) {
          own = pointer;
        }
        statement.pointer = connection.interruptedResult();
      }
    }
  }

  /** Lets the driver do something to the statement's own native one. */
  <T> T onOwn(SqlCall<T> call) throws SQLException {
    SafeStmtPtr own = this.own;
    if (own == null) {
      return call.run();
    }
    SafeStmtPtr standIn = statement.pointer;
    statement.pointer = own;
    try {
      return call.run();
    } finally {
      statement.pointer = standIn;
    }
  }

  /** Before the statement is prepared to run again, after its result was ended. */
  void revive() throws SQLException {
    if (own == null) {
      return;
    }
    synchronized (connection.getDatabase()) {
      if (own != null && statement.pointer.isClosed()) {
        release();
      }
    }
  }

  /** Returns whether another native statement stands in for the statement's own. */
  boolean isReplaced() {
    return own != null;
  }

  /** Ends the result, before the statement runs again or the connection is returned. */
  void end() throws SQLException {
    if (registered) {
      synchronized (connection.getDatabase()) {
        release();
        result.close();
        reset();
      }
    }
  }

  /** Ends the native statement's execution. */
  void reset() throws SQLException {
    SafeStmtPtr pointer = statement.pointer;
    if (pointer != null && !pointer.isClosed()) {
      pointer.safeRunInt(DB::reset);
    }
  }

  /**
   * Gives the statement its own native one back. Its caller holds the driver's lock, and resets the
   * statement before it releases that: a connection that closed in between would not know of it.
   */
  void release() throws SQLException {
    if (registered) {
      registered = false;
      connection.cursors().remove(this);
    }
    SafeStmtPtr own = this.own;
    if (own != null) {
      this.own = null;
      result.close();
      result.open = false;
      statement.pointer = own;
      Compiled query = this.query;
      if (query != null) {
        this.query = null;
        connection.keptRows().drop(keptRows);
        connection.statements().give(query);
      }
    }
  }
}
