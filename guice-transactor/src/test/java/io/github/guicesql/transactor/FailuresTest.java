package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.exceptions.MySQLTransactionRollbackException;
import io.github.guicesql.sqlmodule.Dialect;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the errors of engines mean that are asked by another one's driver, or that a single server
 * never reports: in the form in which their drivers throw them.
 */
final class FailuresTest {

  private static final Failures POSTGRES = new Failures(Dialect.POSTGRES);
  private static final Failures MYSQL = new Failures(Dialect.MYSQL);

  /** As the server sends it: fields by letter, each ended by a zero. */
  private static PSQLException postgres(String state, String message) {
    return new PSQLException(
        new ServerErrorMessage("SERROR\0VERROR\0C" + state + "\0M" + message + "\0\0"));
  }

  @Test
  void cockroachAsksToRestartAndIsObeyed() {
    SQLException restart =
        postgres(
            "40001",
            "restart transaction: TransactionRetryWithProtoRefreshError: WriteTooOldError");
    assertThat(POSTGRES.isRetriable(restart)).isTrue();
    assertThat(POSTGRES.leavesCommitUnknown(restart)).isFalse();
    assertThat(
            POSTGRES.isRetriable(
                new BatchUpdateException("Batch entry 0", "40001", 0, new int[0], restart)))
        .isTrue();
  }

  @Test
  void whatCockroachCallsAmbiguousIsUnknownAndNotTriedAgain() {
    SQLException ambiguous =
        postgres("40003", "result is ambiguous: error=rpc error: code = Unavailable");
    assertThat(POSTGRES.leavesCommitUnknown(ambiguous)).isTrue();
    assertThat(POSTGRES.isRetriable(ambiguous)).isFalse();
  }

  /** A node of a cluster that lost the certification, with either driver. */
  @Test
  void aConflictBetweenGalerasNodesIsADeadlockAndTriedAgain() {
    String message = "Deadlock found when trying to get lock; try restarting transaction";
    SQLException byMariaDb =
        new SQLTransactionRollbackException("(conn=12) " + message, "40001", 1213);
    SQLException byMysql = new MySQLTransactionRollbackException(message, "40001", 1213);
    for (SQLException conflict : new SQLException[] {byMariaDb, byMysql}) {
      assertThat(MYSQL.isRetriable(conflict)).isTrue();
      assertThat(MYSQL.endsTransaction(conflict)).isTrue();
      assertThat(MYSQL.leavesCommitUnknown(conflict)).isFalse();
    }
  }

  @Test
  void aNodeOutsideItsClusterIsNotTriedAgain() {
    SQLException notPrepared =
        new SQLNonTransientConnectionException(
            "(conn=12) WSREP has not yet prepared node for application use", "08S01", 1047);
    assertThat(MYSQL.isRetriable(notPrepared)).isFalse();
    assertThat(MYSQL.leavesCommitUnknown(notPrepared)).isTrue();
  }

  /** The other nodes may have got the transaction before. */
  @Test
  void whatANodeWasCommittingWhenItLostItsClusterIsUnknown() {
    SQLException lost =
        new SQLException(
            "(conn=12) Error while appending streaming replication fragment(provider status: Not"
                + " connected to Primary Component)",
            "HY000",
            1180);
    assertThat(MYSQL.leavesCommitUnknown(lost)).isTrue();
    assertThat(MYSQL.isRetriable(lost)).isFalse();
    assertThat(POSTGRES.leavesCommitUnknown(lost)).isFalse();
  }

  @Test
  void whatEndsATransactionWithoutSayingSoByItsState() {
    SQLException lockTableFull =
        new SQLException("The total number of locks exceeds the lock table size", "HY000", 1206);
    assertThat(MYSQL.endsTransaction(lockTableFull)).isTrue();
    assertThat(POSTGRES.endsTransaction(lockTableFull)).isFalse();
    SQLException snapshot =
        new SQLException("Snapshot isolation transaction aborted", "S0005", 3960);
    assertThat(new Failures(Dialect.of("sqlserver")).endsTransaction(snapshot)).isTrue();
    assertThat(MYSQL.endsTransaction(snapshot)).isFalse();
  }

  @Test
  void aConflictInAReplicationGroupIsTriedAgain() {
    SQLException conflict =
        new SQLException(
            "Plugin instructed the server to rollback the current transaction.", "HY000", 3101);
    assertThat(MYSQL.isRetriable(conflict)).isTrue();
  }

  @Test
  void anotherEnginesNumbersMeanNothing() {
    assertThat(POSTGRES.isRetriable(new SQLException("no matter", "HY000", 1213))).isFalse();
    assertThat(MYSQL.isRetriable(new SQLException("no matter", "40P01", 0))).isFalse();
  }

  @Test
  void aServerThatHasBecomeAReplicaIsReadOnly() {
    String option =
        "The MariaDB server is running with the --read-only option so it cannot execute";
    assertThat(MYSQL.saysReadOnly(new SQLException(option, "HY000", 1290))).isTrue();
    assertThat(
            POSTGRES.saysReadOnly(
                postgres("25006", "cannot execute INSERT in a read-only transaction")))
        .isTrue();
    assertThat(POSTGRES.saysReadOnly(postgres("42501", "permission denied for table t"))).isFalse();
    assertThat(new Failures(Dialect.SQLITE).saysReadOnly(new SQLException("x", "25006"))).isFalse();
  }
}
