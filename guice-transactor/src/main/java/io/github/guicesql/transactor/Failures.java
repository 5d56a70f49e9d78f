package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.Dialect;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a database's errors mean for a transaction, by the codes that its dialect defines.
 *
 * @param dialect the contract's dialect of the database
 */
record Failures(Dialect dialect) {

  /** The standard's "serialization failure", which all but SQLite report in some cases. */
  private static final String SERIALIZATION_FAILURE = "40001";

  private static final String POSTGRES_DEADLOCK = "40P01";
  private static final int SQLITE_BUSY = 5;
  private static final int SQLITE_IO_ERROR = 10;

  /** SQLite's extended codes have the primary one in their lowest byte. */
  private static final int SQLITE_PRIMARY = 0xff;

  /** Errors by number, where the SQLSTATE is one for many. */
  private static final Map<String, Set<Integer>> RETRIABLE_NUMBERS =
      Map.of(
          // A deadlock, which is also what Galera reports for a conflict between nodes, a lock wait
          // timeout, a row that has changed since the snapshot, and a conflict in a replication
          // group.
          Dialect.MYSQL.id(),
          Set.of(1213, 1205, 1020, 3101),
          // A deadlock, a concurrent update, and a lock timeout.
          Dialect.H2.id(),
          Set.of(40001, 90131, 50200),
          // Cannot serialize access, and a deadlock.
          Dialect.ORACLE.id(),
          Set.of(8177, 60),
          // A deadlock, and a conflict of snapshots.
          Dialect.SQLSERVER.id(),
          Set.of(1205, 3960));

  /**
   * Errors by number with which a database has ended the transaction, although their SQLSTATE does
   * not say so.
   */
  private static final Map<String, Set<Integer>> ENDING_NUMBERS =
      Map.of(
          // A row that has changed since the snapshot, and a lock table that is full.
          Dialect.MYSQL.id(),
          Set.of(1020, 1206),
          // A conflict of snapshots.
          Dialect.SQLSERVER.id(),
          Set.of(3960));

  /**
   * MySQL's and MariaDB's "lock wait timeout exceeded". MySQL's driver gives it an SQLSTATE of
   * class 40, but the server has undone the statement alone, unless it is set to undo all.
   */
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  /** The standard's "read-only SQL transaction". */
  private static final String READ_ONLY_TRANSACTION = "25006";

  /** What MySQL and MariaDB report of a server that is read-only. */
  private static final Set<Integer> MYSQL_READ_ONLY = Set.of(1290, 1836);

  /** The standard's "statement completion unknown", which CockroachDB reports of a commit. */
  private static final String COMPLETION_UNKNOWN = "40003";

  /**
   * MySQL's and MariaDB's "error during commit". A node of Galera reports it if it loses the others
   * while it commits: they may have got the transaction, and committed it.
   */
  private static final int ERROR_DURING_COMMIT = 1180;

  private static final int LONGEST_CHAIN = 100;

  /** Returns whether the database has undone the work, and it may succeed if it is run again. */
  boolean isRetriable(Throwable failure) {
    return !containsUnknownCommit(failure) && any(failure, this::saysToRetry);
  }

  /** Work with a commit of its own in it, whose outcome is unknown, might be done twice. */
  private static boolean containsUnknownCommit(Throwable failure) {
    @Nullable Throwable each = failure;
    for (int i = 0; each != null && i < LONGEST_CHAIN; i++) {
      if (each instanceof CommitUnknownException) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  private boolean saysToRetry(SQLException failure) {
    String state = failure.getSQLState();
    if (SERIALIZATION_FAILURE.equals(state)) {
      return true;
    }
    if (dialect.equals(Dialect.POSTGRES)) {
      return POSTGRES_DEADLOCK.equals(state);
    }
    if (dialect.equals(Dialect.SQLITE)) {
      return (failure.getErrorCode() & SQLITE_PRIMARY) == SQLITE_BUSY;
    }
    return RETRIABLE_NUMBERS.getOrDefault(dialect.id(), Set.of()).contains(failure.getErrorCode());
  }

  /**
   * Returns whether the database has ended the whole transaction with a failure, so that what comes
   * next would be in another one. The standard's class 40 says that, and some numbers do.
   * PostgreSQL accepts nothing afterwards but a rollback, and SQLite's module neither.
   */
  boolean endsTransaction(SQLException failure) {
    if (!mayGoOnInAnother() || isLockWaitTimeout(failure)) {
      return false;
    }
    String state = failure.getSQLState();
    return (state != null && state.startsWith("40"))
        || ENDING_NUMBERS.getOrDefault(dialect.id(), Set.of()).contains(failure.getErrorCode());
  }

  /** Returns whether a server that is set so has ended the whole transaction with a failure. */
  boolean isLockWaitTimeout(SQLException failure) {
    return dialect.equals(Dialect.MYSQL) && failure.getErrorCode() == LOCK_WAIT_TIMEOUT;
  }

  /** Returns whether what comes after a failure may be in another transaction. */
  boolean mayGoOnInAnother() {
    return !dialect.equals(Dialect.POSTGRES) && !dialect.equals(Dialect.SQLITE);
  }

  /**
   * Returns whether the connection cannot write, whatever its driver believes: the session was made
   * read-only in SQL, or its server has become a replica.
   */
  boolean saysReadOnly(Throwable failure) {
    return any(failure, this::isReadOnly);
  }

  private boolean isReadOnly(SQLException failure) {
    boolean mysql = dialect.equals(Dialect.MYSQL);
    return ((mysql || dialect.equals(Dialect.POSTGRES))
            && READ_ONLY_TRANSACTION.equals(failure.getSQLState()))
        || (mysql && MYSQL_READ_ONLY.contains(failure.getErrorCode()));
  }

  /**
   * Returns whether {@code COMMIT} may roll back without an error, as PostgreSQL does after a
   * failed statement.
   */
  boolean maySilentlyRollBack() {
    return dialect.equals(Dialect.POSTGRES);
  }

  /**
   * Returns whether a failure of {@code commit} leaves open what the database did. Anything but an
   * exception of JDBC does, since it may come from code that ran after the commit.
   */
  boolean leavesCommitUnknown(Throwable failure) {
    return !(failure instanceof SQLException) || any(failure, this::mayHideCommit);
  }

  /** Returns whether a failure is the connection's: the standard's class 08, or JDBC's types. */
  static boolean isOfConnection(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLRecoverableException
        || (state != null && (state.startsWith("08") || state.startsWith("57P")));
  }

  private boolean mayHideCommit(SQLException failure) {
    String state = failure.getSQLState();
    return isOfConnection(failure)
        || COMPLETION_UNKNOWN.equals(state)
        || (dialect.equals(Dialect.MYSQL) && failure.getErrorCode() == ERROR_DURING_COMMIT)
        || (dialect.equals(Dialect.SQLITE)
            && (failure.getErrorCode() & SQLITE_PRIMARY) == SQLITE_IO_ERROR);
  }

  /** Looks at all exceptions of JDBC among the causes and those chained to them. */
  private static boolean any(Throwable failure, Predicate<SQLException> test) {
    @Nullable Throwable each = failure;
    for (int i = 0; each != null && i < LONGEST_CHAIN; i++) {
      if (each instanceof SQLException first) {
        @Nullable SQLException chained = first;
        for (int j = 0; chained != null && j < LONGEST_CHAIN; j++) {
          if (test.test(chained)) {
            return true;
          }
          chained = chained.getNextException();
        }
      }
      each = each.getCause();
    }
    return false;
  }
}
