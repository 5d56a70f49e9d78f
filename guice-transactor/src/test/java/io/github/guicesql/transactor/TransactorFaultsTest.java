package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mysql.cj.jdbc.JdbcConnection;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.transactor.Faults.Fault;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.postgresql.jdbc.PgConnection;

/** What becomes of a transaction when its server, its connection or its thread fails. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactorFaultsTest {

  private static final TransactionOptions RETRYING =
      TransactionOptions.defaults()
          .withRetry(Retry.times(5).withPauses(Duration.ZERO, Duration.ZERO));

  private final Engine engine;
  private final Faults faults = new Faults();
  private Engine.Place place;
  private Service service;
  private Service observer;
  private Transactor transactor;

  TransactorFaultsTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  void start() throws SQLException {
    place = engine.create();
    observer =
        new Service(place, SqlOptions.defaults().withPool(pool -> pool.setMaximumPoolSize(1)));
    service =
        new Service(
            place,
            SqlOptions.defaults()
                .withPool(pool -> pool.setMaximumPoolSize(2))
                .withDataSource(faults::decorate));
    transactor = service.transactor();
    observer.execute("create table t (n int primary key)");
  }

  @AfterAll
  void stop() {
    service.close();
    observer.close();
    place.drop().run();
  }

  @BeforeEach
  void empty() throws SQLException {
    observer.execute("delete from t");
    faults.forgetCalls();
  }

  private void insert(int n) throws SQLException {
    service.execute("insert into t values (" + n + ")");
  }

  private String rows() throws SQLException {
    return observer.query("select count(*) from t");
  }

  private void killThisSession() throws SQLException {
    observer.execute(engine.kill(service.query(engine.session())));
  }

  /** The pool has nothing borrowed, and each of its connections is as it should be. */
  private void assertClean() throws SQLException {
    assertThat(service.borrowed()).isZero();
    assertThat(transactor.isInTransaction()).isFalse();
    for (int i = 100; i < 104; i++) {
      insert(i);
    }
    observer.execute("delete from t where n >= 100");
    try (Connection first = service.db().getConnection();
        Connection second = service.db().getConnection()) {
      assertThat(first.getAutoCommit()).isTrue();
      assertThat(second.getAutoCommit()).isTrue();
    }
  }

  private static Reason reason(Throwable thrown) {
    assertThat(thrown).isInstanceOf(TransactionException.class);
    return ((TransactionException) thrown).reason();
  }

  // The commit.

  @Test
  void anAnswerThatIsLostLeavesTheOutcomeUnknownAndIsNeverRetried() throws SQLException {
    List<String> events = new ArrayList<>();
    for (Map.Entry<String, Fault> fault :
        Map.<String, Fault>of(
                "1", Faults::lostAfterCommit,
                "0", Faults::lostBeforeCommit)
            .entrySet()) {
      observer.execute("delete from t");
      events.clear();
      assertThatThrownBy(
              () ->
                  transactor
                      .with(RETRYING.withName("transfer"))
                      .inTransaction(
                          () -> {
                            events.add("try");
                            transactor.current().afterCommit(() -> events.add("committed"));
                            transactor.current().afterRollback(() -> events.add("rolled back"));
                            insert(1);
                            faults.plan("commit", fault.getValue());
                          }))
          .isInstanceOf(CommitUnknownException.class)
          .hasMessageContaining("\"transfer\" of database.db")
          .hasCauseInstanceOf(SQLException.class);
      assertThat(events).containsExactly("try");
      assertThat(rows()).isEqualTo(fault.getKey());
    }
    assertClean();
  }

  @Test
  void whateverElseComesOutOfACommitIsUnknownToo() throws SQLException {
    AssertionError failure = new AssertionError("a decorator's, after the commit");
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      faults.plan(
                          "commit",
                          real -> {
                            real.commit();
                            throw failure;
                          });
                    }))
        .isInstanceOf(CommitUnknownException.class)
        .hasCause(failure);
    assertThat(rows()).isEqualTo("1");
    assertClean();
  }

  @Test
  void aSessionThatIsKilledBeforeTheCommitLeavesItUnknown() throws SQLException {
    assumeTrue(engine.hasSessions());
    assertThatThrownBy(
            () ->
                transactor
                    .with(RETRYING)
                    .inTransaction(
                        () -> {
                          insert(1);
                          killThisSession();
                        }))
        .isInstanceOf(CommitUnknownException.class);
    assertThat(rows()).isEqualTo("0");
    assertClean();
  }

  @Test
  void aCommitThatTheDatabaseRefusesIsKnown() throws SQLException {
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      faults.plan(
                          "commit",
                          real -> {
                            throw new SQLException("a deferred constraint", "23503");
                          });
                    }))
        .extracting(TransactorFaultsTest::reason)
        .isEqualTo(Reason.COMMIT);
    assertThat(rows()).isEqualTo("0");
    assertClean();
  }

  @Test
  void aCollisionThatTheCommitFindsIsRetried() throws SQLException {
    List<String> tries = new ArrayList<>();
    transactor
        .with(RETRYING)
        .inTransaction(
            () -> {
              tries.add("try");
              insert(1);
              if (tries.size() < 3) {
                faults.plan(
                    "commit",
                    real -> {
                      throw new SQLException("serialization failure", "40001");
                    });
              }
            });
    assertThat(tries).hasSize(3);
    assertThat(rows()).isEqualTo("1");
    assertClean();
  }

  @Test
  void whatFailsAfterTheCommitDoesNotUndoIt() throws SQLException {
    for (String method : List.of("setAutoCommit", "close")) {
      transactor.inTransaction(
          () -> {
            insert(method.length());
            transactor
                .current()
                .beforeCommit(
                    () ->
                        faults.plan(
                            method,
                            real -> {
                              if (method.equals("close")) {
                                real.close();
                              }
                              throw new SQLException("lost while it is returned", "08006");
                            }));
          });
    }
    assertThat(rows()).isEqualTo("2");
    assertClean();
  }

  // The rollback.

  @Test
  void aRollbackThatFailsIsSuppressedAndNobodyGetsTheConnection() throws SQLException {
    IOException failure = new IOException("the work's");
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      faults.plan(
                          "rollback",
                          real -> {
                            throw new SQLException("the rollback's");
                          });
                      throw failure;
                    }))
        .isSameAs(failure)
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .singleElement()
                    .satisfies(one -> assertThat(one).hasMessage("the rollback's")));
    assertThat(rows()).isEqualTo("0");
    assertClean();
  }

  @Test
  void aRollbackThatFailsAfterRollbackOnlyIsARollbackAllTheSame() throws SQLException {
    String result =
        transactor.inTransaction(
            () -> {
              insert(1);
              transactor.current().setRollbackOnly();
              faults.plan(
                  "rollback",
                  real -> {
                    throw new SQLException("the rollback's");
                  });
              return "result";
            });
    assertThat(result).isEqualTo("result");
    assertThat(rows()).isEqualTo("0");
    assertClean();
  }

  // The rest.

  @Test
  void aBeginningThatFailsRunsNothing() throws SQLException {
    List<String> events = new ArrayList<>();
    for (String method : List.of("getAutoCommit", "setAutoCommit", "isReadOnly")) {
      faults.plan(
          method,
          real -> {
            throw new SQLException("lost", "08006");
          });
      assertThatThrownBy(() -> transactor.inTransaction(() -> events.add("never")))
          .extracting(TransactorFaultsTest::reason)
          .isEqualTo(Reason.BEGIN);
    }
    assertThat(events).isEmpty();
    assertClean();
  }

  @Test
  void aSessionThatIsKilledInTheWorkFailsIt() throws SQLException {
    assumeTrue(engine.hasSessions());
    // Before the first statement that writes, between two, and between the work and its failure.
    for (int phase = 0; phase < 3; phase++) {
      int killed = phase;
      Throwable thrown =
          catchThrowable(
              () ->
                  transactor.inTransaction(
                      () -> {
                        for (int i = 0; i < 2; i++) {
                          if (killed == i) {
                            killThisSession();
                          }
                          insert(i);
                        }
                        killThisSession();
                        throw new IOException("after all");
                      }));
      assertThat(thrown).isInstanceOf(killed == 2 ? IOException.class : SQLException.class);
      assertThat(rows()).isEqualTo("0");
      assertClean();
    }
  }

  @Test
  void aSessionThatIsKilledInANestedCallFailsTheWholeEvenIfItIsCaught() throws SQLException {
    assumeTrue(engine.hasSessions());
    Throwable thrown =
        catchThrowable(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      try {
                        transactor.inTransaction(
                            () -> {
                              killThisSession();
                              insert(2);
                            });
                      } catch (SQLException handled) {
                        assertThat(transactor.current().isRollbackOnly()).isTrue();
                      }
                    }));
    assertThat(reason(thrown)).isEqualTo(Reason.ROLLED_BACK);
    assertThat(rows()).isEqualTo("0");
    assertClean();
  }

  @Test
  void anAbortedConnectionFailsTheWork() throws SQLException {
    assumeTrue(engine != Engine.H2, "its abort does nothing");
    Throwable thrown =
        catchThrowable(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      try (Connection connection = service.db().getConnection()) {
                        connection.abort(Runnable::run);
                      }
                      insert(2);
                    }));
    assertThat(thrown).isInstanceOf(SQLException.class);
    assertThat(rows()).isEqualTo("0");
    assertClean();
  }

  @Test
  void aConnectionThatIsClosedBeforeTheCommitIsKnownToBeRolledBack() throws SQLException {
    assumeTrue(engine.hasSessions());
    Throwable caught =
        catchThrowable(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      killThisSession();
                      assertThat(catchThrowable(() -> insert(2))).isInstanceOf(SQLException.class);
                    }));
    Throwable aborted =
        catchThrowable(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      assertThat(catchThrowable(() -> insert(1))).isInstanceOf(SQLException.class);
                      try (Connection connection = service.db().getConnection()) {
                        abortBelowThePool(connection);
                      }
                    }));
    for (Throwable thrown : new Throwable[] {caught, aborted}) {
      assertThat(reason(thrown)).isEqualTo(Reason.ROLLED_BACK);
      assertThat(thrown).hasMessageContaining("its connection was closed before the commit");
      assertThat(thrown.getCause()).isInstanceOf(SQLException.class);
    }
    assertThat(aborted.getCause())
        .isInstanceOfSatisfying(
            SQLException.class, cause -> assertThat(cause.getSQLState()).isEqualTo("08003"));
    assertThat(rows()).isEqualTo("0");
    assertClean();
  }

  /** As closing and fail-over do it. */
  private void abortBelowThePool(Connection connection) throws SQLException {
    Class<? extends Connection> driven =
        switch (engine) {
          case POSTGRES -> PgConnection.class;
          case MARIADB -> org.mariadb.jdbc.Connection.class;
          default -> JdbcConnection.class;
        };
    connection.unwrap(driven).abort(Runnable::run);
  }

  @Test
  void anInterruptInAnyPhaseStaysSetAndLeavesAllOrNothing() throws SQLException {
    for (int phase = 0; phase < 4; phase++) {
      observer.execute("delete from t");
      int interrupted = phase;
      if (interrupted == 0) {
        Thread.currentThread().interrupt();
      }
      Throwable thrown =
          catchThrowable(
              () ->
                  transactor.inTransaction(
                      () -> {
                        interruptIf(interrupted == 1);
                        insert(1);
                        interruptIf(interrupted == 2);
                        transactor.inTransaction(() -> insert(2));
                        transactor.current().beforeCommit(() -> interruptIf(interrupted == 3));
                      }));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(rows()).isEqualTo(thrown == null ? "2" : "0");
      if (thrown != null) {
        assertThat(thrown).isNotInstanceOf(CommitUnknownException.class);
      }
      assertClean();
    }
  }

  private static void interruptIf(boolean now) {
    if (now) {
      Thread.currentThread().interrupt();
    }
  }

  // What it costs.

  @Test
  void aDecoratorSeesEachCallOnceAndNoMoreThanByHand() throws SQLException {
    assumeTrue(engine != Engine.H2, "the decorator is below what joins");
    transactor.inTransaction(() -> insert(1));
    assertThat(faults.calls())
        .containsExactly(
            "isReadOnly",
            "getAutoCommit",
            "setAutoCommit",
            "createStatement",
            "close",
            "commit",
            "setAutoCommit",
            "close");
  }
}
