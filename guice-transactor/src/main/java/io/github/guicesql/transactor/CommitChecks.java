package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, on PostgreSQL, whether a transaction was committed whose connection was lost
 * meanwhile.
 */
final class CommitChecks {

  /** Opens a connection that is in no transaction. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  private static final Logger log = LoggerFactory.getLogger(Transactor.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * Identifies a run of a server: a crash loses the ids of transactions that were not written to
   * disk, and gives them anew. A restart changes the first time. A crash of one backend, after
   * which the server recovers without a restart, resets the statistics. A fail-over changes the
   * timeline.
   */
  private static final String SERVER =
      "concat_ws('/', pg_postmaster_start_time(),"
          + " (select stats_reset from pg_stat_bgwriter),"
          + " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))";

  private final Dialect dialect;
  private final Opener opener;

  CommitChecks(Dialect dialect, Opener opener) {
    this.dialect = dialect;
    this.opener = opener;
  }

  /** Asks for the transaction's id. There is none if it has written nothing, or elsewhere. */
  @Nullable CommitCheck before(ActiveTransaction active) {
    if (!dialect.equals(Dialect.POSTGRES)) {
      return null;
    }
    try (Statement statement = active.physical().connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "select cast(pg_current_xact_id_if_assigned() as text), " + SERVER)) {
      row.next();
      String id = row.getString(1);
      return id == null ? null : new CommitCheck(id, row.getString(2));
    } catch (SQLException e) {
      throw active
          .label()
          .failure(
              Reason.COMMIT,
              "The transaction's id, which resolvingCommit() needs, could not be read.",
              e);
    }
  }

  /** Asks what became of the transaction, until the server has an answer or time is over. */
  CommitCheck.Outcome after(CommitCheck check, Throwable failure) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        String status = status(check);
        if (Objects.equals(status, "committed")) {
          return CommitCheck.Outcome.COMMITTED;
        }
        if (Objects.equals(status, "aborted")) {
          return CommitCheck.Outcome.ROLLED_BACK;
        }
        if (!Objects.equals(status, "in progress") || System.nanoTime() - end > 0) {
          return CommitCheck.Outcome.UNKNOWN;
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CommitCheck.Outcome.UNKNOWN;
    } catch (SQLException | RuntimeException e) {
      log.debug("the outcome of a commit could not be asked for", e);
      failure.addSuppressed(e);
      return CommitCheck.Outcome.UNKNOWN;
    }
  }

  /** Returns PostgreSQL's word for the state; null if this is not the run that gave the id. */
  private @Nullable String status(CommitCheck check) throws SQLException {
    try (Connection connection = opener.open();
        PreparedStatement select =
            connection.prepareStatement(
                "select case when " + SERVER + " = ? then pg_xact_status(cast(? as xid8)) end")) {
      select.setString(1, check.server());
      select.setString(2, check.id());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }
}
