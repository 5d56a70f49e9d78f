package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The rules of transactions, which are the same on each engine. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactorTest {

  private final Engine engine;
  private Engine.Place place;
  private Service service;
  private Transactor transactor;

  TransactorTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  void start() throws SQLException {
    place = engine.create();
    service =
        new Service(place, SqlOptions.defaults().withPool(pool -> pool.setMaximumPoolSize(4)));
    transactor = service.transactor();
    service.execute("create table t (n int primary key)");
  }

  @AfterAll
  void stop() {
    service.close();
    place.drop().run();
  }

  @BeforeEach
  void empty() throws SQLException {
    service.execute("delete from t");
  }

  /** A repository, which knows nothing of transactions. */
  private void insert(int n) throws SQLException {
    try (Connection connection = service.db().getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
      insert.setInt(1, n);
      insert.executeUpdate();
    }
  }

  private String rows() throws SQLException {
    try (Connection connection = service.db().getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select n from t order by n")) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return String.join(" ", all);
    }
  }

  private String rowsOnAnotherThread() {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return rows();
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            })
        .join();
  }

  private static Reason reason(Throwable thrown) {
    assertThat(thrown).isInstanceOf(TransactionException.class);
    return ((TransactionException) thrown).reason();
  }

  private void assertClean() throws SQLException {
    assertThat(service.borrowed()).isZero();
    assertThat(transactor.isInTransaction()).isFalse();
    try (Connection connection = service.db().getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.isReadOnly()).isFalse();
    }
  }

  // Work and its end.

  @Test
  void plainCodeJoinsAndIsCommittedTogether() throws SQLException {
    String seen =
        transactor.inTransaction(
            () -> {
              insert(1);
              insert(2);
              assertThat(rowsOnAnotherThread()).isEmpty();
              return rows();
            });
    assertThat(seen).isEqualTo("1 2");
    assertThat(rows()).isEqualTo("1 2");
    assertClean();
  }

  @Test
  void workWithoutAResultIsCommittedToo() throws SQLException {
    transactor.inTransaction(() -> insert(1));
    transactor.useConnection(connection -> Service.execute(connection, "insert into t values (2)"));
    assertThat(rows()).isEqualTo("1 2");
  }

  @Test
  void everyThrowableRollsBackAndStaysWhatItIs() throws SQLException {
    for (Throwable failure :
        List.of(
            new IOException("checked"),
            new IllegalStateException("unchecked"),
            new AssertionError("error"),
            new StackOverflowError("of the machine"))) {
      assertThatThrownBy(
              () ->
                  transactor.inTransaction(
                      () -> {
                        insert(1);
                        throw failure;
                      }))
          .isSameAs(failure)
          .hasNoSuppressedExceptions();
      assertThat(rows()).isEmpty();
    }
    assertClean();
  }

  @Test
  void checkedExceptionsKeepTheirType() {
    assertThatThrownBy(
            () -> {
              try {
                transactor.inTransaction(
                    () -> {
                      throw new IOException("mine");
                    });
              } catch (IOException typed) {
                throw new IllegalArgumentException(typed);
              }
            })
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void rollbackOnlyRollsBackAndStillReturns() throws SQLException {
    String seen =
        transactor.inTransaction(
            () -> {
              insert(1);
              assertThat(transactor.current().isRollbackOnly()).isFalse();
              transactor.current().setRollbackOnly();
              assertThat(transactor.current().isRollbackOnly()).isTrue();
              return rows();
            });
    assertThat(seen).isEqualTo("1");
    assertThat(rows()).isEmpty();
    assertClean();
  }

  @Test
  void aCaughtFailureOfAStatementNeverCommitsByItself() throws SQLException {
    insert(7);
    Throwable thrown =
        catchThrowable(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      assertThat(catchThrowable(() -> insert(7))).isInstanceOf(SQLException.class);
                    }));
    // PostgreSQL's transaction can only roll back after that, and must say so.
    if (engine == Engine.POSTGRES) {
      assertThat(reason(thrown)).isEqualTo(Reason.ROLLED_BACK);
      assertThat(thrown.getCause()).hasMessageContaining("duplicate key");
      assertThat(rows()).isEqualTo("7");
    } else {
      assertThat(thrown).isNull();
      assertThat(rows()).isEqualTo("1 7");
    }
    assertClean();
  }

  @Test
  void currentIsTheCallsOwn() {
    assertThatThrownBy(() -> transactor.current())
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("no transaction")
        .extracting(TransactorTest::reason)
        .isEqualTo(Reason.NO_TRANSACTION);
    Transaction kept =
        transactor
            .with(TransactionOptions.defaults().withName("kept"))
            .inTransaction(() -> transactor.current());
    assertThat(kept.name()).isEqualTo("kept");
    assertThatThrownBy(kept::setRollbackOnly)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kept")
        .hasMessageContaining("has ended");
    transactor.inTransaction(
        () -> {
          Transaction mine = transactor.current();
          CompletableFuture.runAsync(
                  () ->
                      assertThatThrownBy(mine::setRollbackOnly)
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessageContaining("another thread"))
              .join();
        });
  }

  // Threads.

  @Test
  void anotherThreadIsOutside() throws SQLException {
    transactor.inTransaction(
        () -> {
          assertThat(CompletableFuture.supplyAsync(transactor::isInTransaction).join()).isFalse();
          assertThat(rowsOnAnotherThread()).isEmpty();
        });
  }

  @Test
  void aConnectionFromBeforeTheTransactionStaysOutside() throws SQLException {
    try (Connection before = service.db().getConnection()) {
      assertThatThrownBy(
              () ->
                  transactor.inTransaction(
                      () -> {
                        Service.query(before, "select count(*) from t");
                        insert(1);
                        throw new IOException();
                      }))
          .isInstanceOf(IOException.class);
      assertThat(Service.query(before, "select count(*) from t")).isEqualTo("0");
    }
  }

  // Joined connections.

  @Test
  void aConnectionThatIsKeptTooLongIsClosed() throws SQLException {
    List<Statement> statements = new ArrayList<>();
    Connection kept =
        transactor.inTransaction(
            () -> {
              Connection joined = service.db().getConnection();
              statements.add(joined.createStatement());
              return joined;
            });
    assertThat(kept.isClosed()).isTrue();
    assertThat(kept.isValid(1)).isFalse();
    assertThat(statements.get(0).isClosed()).isTrue();
    assertThat(catchThrowableOfType(SQLException.class, kept::createStatement).getSQLState())
        .isEqualTo("08003");
    assertThat(catchThrowableOfType(SQLException.class, kept::commit).getSQLState())
        .isEqualTo("08003");
    kept.close();
    assertClean();
  }

  @Test
  void closingAJoinedConnectionClosesItAlone() throws SQLException {
    transactor.inTransaction(
        () -> {
          Connection first = service.db().getConnection();
          Connection second = service.db().getConnection();
          PreparedStatement open = first.prepareStatement("insert into t values (1)");
          assertThat(first.isValid(1)).isTrue();
          first.close();
          assertThat(first.isClosed()).isTrue();
          assertThat(open.isClosed()).isTrue();
          assertThat(second.isClosed()).isFalse();
          Service.execute(second, "insert into t values (2)");
          second.close();
          second.close();
          assertThat(service.borrowed()).isEqualTo(1);
        });
    assertThat(rows()).isEqualTo("2");
  }

  @Test
  void manyStatementsOfOneConnectionAreForgottenOnceClosed() throws SQLException {
    transactor.useConnection(
        connection -> {
          Statement first = connection.createStatement();
          for (int i = 0; i < 100; i++) {
            Service.execute(connection, "insert into t values (" + i + ")");
          }
          assertThat(first.isClosed()).isFalse();
          connection.close();
          assertThat(first.isClosed()).isTrue();
        });
    assertThat(service.query("select count(*) from t")).isEqualTo("100");
  }

  @Test
  void aTransactionByJdbcIsNested() throws SQLException {
    transactor.inTransaction(
        () -> {
          insert(1);
          try (Connection connection = service.db().getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            connection.setAutoCommit(false);
            assertThat(connection.getAutoCommit()).isFalse();
            Service.execute(connection, "insert into t values (2)");
            connection.commit();
            Service.execute(connection, "insert into t values (3)");
            connection.rollback();
            Service.execute(connection, "insert into t values (4)");
            connection.rollback();
            Service.execute(connection, "insert into t values (5)");
            connection.setAutoCommit(true);
            Service.execute(connection, "insert into t values (6)");
          }
          assertThat(rowsOnAnotherThread()).isEmpty();
        });
    assertThat(rows()).isEqualTo("1 2 5 6");
  }

  @Test
  void aCommittedTransactionByJdbcIsUndoneWithTheOneAroundIt() throws SQLException {
    transactor.inTransaction(
        () -> {
          try (Connection connection = service.db().getConnection()) {
            connection.setAutoCommit(false);
            Service.execute(connection, "insert into t values (2)");
            connection.commit();
          }
          transactor.current().setRollbackOnly();
        });
    assertThat(rows()).isEmpty();
  }

  @Test
  void anUnfinishedTransactionByJdbcIsRolledBackAlone() throws SQLException {
    transactor.inTransaction(
        () -> {
          insert(1);
          try (Connection connection = service.db().getConnection()) {
            connection.setAutoCommit(false);
            Service.execute(connection, "insert into t values (2)");
          }
          Connection kept = service.db().getConnection();
          kept.setAutoCommit(false);
          Service.execute(kept, "insert into t values (3)");
        });
    assertThat(rows()).isEqualTo("1");
  }

  @Test
  void whatOthersDoBehindACommitOrARollbackIsKept() throws SQLException {
    transactor.inTransaction(
        () -> {
          try (Connection connection = service.db().getConnection();
              Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into t values (1)");
            connection.commit();
            insert(2);
          }
          try (Connection connection = service.db().getConnection()) {
            connection.setAutoCommit(false);
            Service.execute(connection, "insert into t values (3)");
            connection.rollback();
            insert(4);
            Service.execute(connection, "insert into t values (5)");
          }
        });
    assertThat(rows()).isEqualTo("1 2 4");
  }

  @Test
  void aStatementThatIsOlderThanACommitIsRolledBackToo() throws SQLException {
    transactor.inTransaction(
        () -> {
          try (Connection connection = service.db().getConnection();
              Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into t values (1)");
            connection.commit();
            statement.execute("insert into t values (2)");
            connection.rollback();
            statement.execute("insert into t values (3)");
            connection.rollback();
            statement.execute("insert into t values (4)");
            connection.commit();
            statement.execute("insert into t values (5)");
          }
        });
    assertThat(rows()).isEqualTo("1 4");
  }

  @Test
  void aFailureInATransactionByJdbcCanBeHandled() throws SQLException {
    insert(7);
    transactor.inTransaction(
        () -> {
          insert(1);
          try (Connection connection = service.db().getConnection()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> Service.execute(connection, "insert into t values (2), (7)"))
                .isInstanceOf(SQLException.class);
            connection.rollback();
            Service.execute(connection, "insert into t values (3)");
            connection.commit();
          }
        });
    assertThat(rows()).isEqualTo("1 3 7");
  }

  @Test
  void commitInAutoCommitModeIsRefusedAsJdbcHasIt() throws SQLException {
    transactor.useConnection(
        connection -> {
          assertThatThrownBy(connection::commit)
              .isInstanceOf(SQLException.class)
              .hasMessageContaining("setAutoCommit(false)");
          assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
        });
  }

  @Test
  void nestedTransactionsByJdbcEndInReverse() throws SQLException {
    transactor.inTransaction(
        () -> {
          try (Connection first = service.db().getConnection();
              Connection second = service.db().getConnection()) {
            first.setAutoCommit(false);
            Service.execute(first, "insert into t values (1)");
            second.setAutoCommit(false);
            Service.execute(second, "insert into t values (2)");
            assertThatThrownBy(first::commit).hasMessageContaining("reverse order");
            second.commit();
            second.setAutoCommit(true);
            first.rollback();
            second.setAutoCommit(false);
            Service.execute(second, "insert into t values (3)");
            first.rollback();
            assertThatThrownBy(second::commit).hasMessageContaining("rolled back together");
            second.rollback();
            Service.execute(second, "insert into t values (4)");
            second.commit();
          }
        });
    assertThat(rows()).isEqualTo("4");
  }

  @Test
  void savepointsOfAJoinedConnectionWork() throws SQLException {
    transactor.useConnection(
        connection -> {
          Service.execute(connection, "insert into t values (1)");
          Savepoint savepoint = connection.setSavepoint();
          Service.execute(connection, "insert into t values (2)");
          connection.rollback(savepoint);
        });
    assertThat(rows()).isEqualTo("1");
  }

  @Test
  void hintsAreAcceptedAndContradictionsRefused() throws SQLException {
    transactor.useConnection(
        connection -> {
          connection.setReadOnly(true);
          assertThat(connection.isReadOnly()).isTrue();
          connection.setReadOnly(false);
          Service.execute(connection, "insert into t values (1)");
          connection.setTransactionIsolation(connection.getTransactionIsolation());
          connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        });
    transactor
        .with(TransactionOptions.defaults().readOnly())
        .useConnection(
            connection -> {
              assertThat(connection.isReadOnly()).isTrue();
              assertThatThrownBy(() -> connection.setReadOnly(false))
                  .isInstanceOf(SQLException.class)
                  .hasMessageContaining("read-only");
            });
    assertThat(rows()).isEqualTo("1");
  }

  // Nested calls.

  @Test
  void aNestedFailureThatIsHandledUndoesTheNestedCallAlone() throws SQLException {
    insert(7);
    transactor.inTransaction(
        () -> {
          insert(1);
          assertThatThrownBy(
                  () ->
                      transactor.inTransaction(
                          () -> {
                            insert(2);
                            insert(7);
                          }))
              .isInstanceOf(SQLException.class);
          transactor.inTransaction(
              () -> {
                insert(3);
                transactor.inTransaction(
                    () -> {
                      insert(4);
                      transactor.current().setRollbackOnly();
                    });
              });
        });
    assertThat(rows()).isEqualTo("1 3 7");
    assertClean();
  }

  @Test
  void aConnectionIsClosedAtTheEndOfTheNestedCallInWhichItWasBorrowed() throws SQLException {
    transactor.inTransaction(
        () -> {
          Connection kept = transactor.inTransaction(() -> service.db().getConnection());
          assertThat(kept.isClosed()).isTrue();
          insert(1);
        });
    assertThat(rows()).isEqualTo("1");
  }

  @Test
  void aFailureInsideAJoiningCallRollsBackAllEvenIfItIsCaught() throws SQLException {
    Transactor joining = transactor.with(TransactionOptions.defaults().joining());
    IOException failure = new IOException("inner");
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      try {
                        joining.inTransaction(
                            () -> {
                              insert(2);
                              throw failure;
                            });
                      } catch (IOException handled) {
                        assertThat(transactor.current().isRollbackOnly()).isTrue();
                      }
                    }))
        .hasCause(failure)
        .extracting(TransactorTest::reason)
        .isEqualTo(Reason.ROLLED_BACK);
    assertThat(rows()).isEmpty();
    transactor.inTransaction(
        () -> {
          insert(1);
          joining.inTransaction(() -> insert(2));
        });
    assertThat(rows()).isEqualTo("1 2");
    assertClean();
  }

  @Test
  void aTransactionOfItsOwnStaysIfTheOuterOneRollsBack() throws SQLException {
    assumeTrue(engine != Engine.SQLITE, "it has one writer");
    Transactor own = transactor.with(TransactionOptions.defaults().requiresNew());
    transactor.inTransaction(
        () -> {
          insert(1);
          own.inTransaction(
              () -> {
                assertThat(rows()).isEmpty();
                insert(2);
              });
          assertThat(rowsOnAnotherThread()).isEqualTo("2");
          transactor.current().setRollbackOnly();
        });
    assertThat(rows()).isEqualTo("2");
    assertClean();
  }

  @Test
  void aSecondWriterOnSqliteIsRefusedAndAReaderIsNot() throws SQLException {
    assumeTrue(engine == Engine.SQLITE);
    transactor.inTransaction(
        () -> {
          insert(1);
          assertThatThrownBy(
                  () ->
                      transactor
                          .with(TransactionOptions.defaults().requiresNew())
                          .inTransaction(() -> insert(2)))
              .hasMessageContaining("one writer")
              .extracting(TransactorTest::reason)
              .isEqualTo(Reason.WOULD_WAIT);
          String seen =
              transactor
                  .with(TransactionOptions.defaults().requiresNew().readOnly())
                  .inTransaction(() -> rows());
          assertThat(seen).isEmpty();

          // Nor is the writer farther out to be waited for.
          assertThatThrownBy(
                  () ->
                      transactor
                          .with(TransactionOptions.defaults().requiresNew().readOnly())
                          .inTransaction(
                              () ->
                                  transactor
                                      .with(TransactionOptions.defaults().requiresNew())
                                      .inTransaction(() -> insert(3))))
              .hasMessageContaining("one writer")
              .extracting(TransactorTest::reason)
              .isEqualTo(Reason.WOULD_WAIT);
        });
    assertThat(rows()).isEqualTo("1");
  }

  @Test
  void aSecondConnectionThatThePoolDoesNotHaveIsRefused() throws SQLException {
    try (Service small =
        new Service(place, SqlOptions.defaults().withPool(pool -> pool.setMaximumPoolSize(1)))) {
      TransactionOptions reading = TransactionOptions.defaults().readOnly();
      small
          .transactor()
          .with(reading)
          .inTransaction(
              () ->
                  assertThatThrownBy(
                          () ->
                              small
                                  .transactor()
                                  .with(reading.requiresNew())
                                  .inTransaction(() -> small.query("select 1")))
                      .hasMessageContaining("holds them all")
                      .extracting(TransactorTest::reason)
                      .isEqualTo(Reason.WOULD_WAIT));
    }
  }

  // Options.

  @Test
  void readOnlyIsKeptByTheDatabaseAndEndsWithTheTransaction() throws SQLException {
    assumeTrue(engine != Engine.H2, "it takes it as a hint");
    Transactor reading = transactor.with(TransactionOptions.defaults().readOnly());
    assertThatThrownBy(() -> reading.inTransaction(() -> insert(1)))
        .isInstanceOf(SQLException.class);
    assertThat(reading.inTransaction(() -> rows())).isEmpty();
    insert(2);
    assertThat(rows()).isEqualTo("2");
    assertClean();
  }

  @Test
  void aConnectionThatIsReadOnlyBehindItsBackIsRefused() {
    assumeTrue(engine != Engine.H2, "its connections are never read-only");
    try (Service reading =
        new Service(
            place,
            SqlOptions.defaults()
                .withPool(
                    pool -> {
                      pool.setReadOnly(true);
                      pool.setMaximumPoolSize(1);
                    }))) {
      assertThatThrownBy(() -> reading.transactor().inTransaction(() -> reading.query("select 1")))
          .extracting(TransactorTest::reason)
          .isEqualTo(Reason.READ_ONLY);
    }
  }

  /** MySQL's driver asks the server before; the others know when the database refuses to write. */
  @Test
  void aConnectionThatTurnedReadOnlyInSqlIsNotUsedAgain() throws SQLException {
    assumeTrue(engine.hasSessions(), "it has no such statement");
    boolean postgres = engine == Engine.POSTGRES;
    try (Service single =
        new Service(place, SqlOptions.defaults().withPool(pool -> pool.setMaximumPoolSize(1)))) {
      String session = single.query(engine.session());
      if (!postgres) {
        single.execute("set session transaction read only");
      }
      assertThatThrownBy(
              () ->
                  single
                      .transactor()
                      .inTransaction(
                          () -> {
                            if (postgres) {
                              single.execute("set transaction read only");
                            }
                            single.execute("delete from t");
                          }))
          .isInstanceOfAny(SQLException.class, TransactionException.class);
      single.transactor().inTransaction(() -> single.execute("delete from t"));
      assertThat(single.query(engine.session())).isNotEqualTo(session);
    }
  }

  @Test
  void isolationIsTheDatabasesAndIsRestored() throws SQLException {
    int before;
    try (Connection connection = service.db().getConnection()) {
      before = connection.getTransactionIsolation();
    }
    int during =
        transactor
            .with(TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE))
            .withConnection(Connection::getTransactionIsolation);
    assertThat(during).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    try (Connection connection = service.db().getConnection()) {
      assertThat(connection.getTransactionIsolation()).isEqualTo(before);
    }
    // A level that the engine does not have becomes the next stronger one.
    assertThat(
            transactor
                .with(TransactionOptions.defaults().withIsolation(Isolation.READ_COMMITTED))
                .withConnection(Connection::getTransactionIsolation))
        .isGreaterThanOrEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    if (before < Connection.TRANSACTION_SERIALIZABLE) {
      assertThatThrownBy(
              () ->
                  transactor.inTransaction(
                      () ->
                          transactor
                              .with(
                                  TransactionOptions.defaults()
                                      .withIsolation(Isolation.SERIALIZABLE))
                              .inTransaction(() -> rows())))
          .extracting(TransactorTest::reason)
          .isEqualTo(Reason.NOT_OFFERED);
    }
    assertClean();
  }

  @Test
  void theTimeoutReachesStatementsAndEndsTheWhole() throws SQLException {
    Duration timeout = Duration.ofMillis(1500);
    transactor
        .with(TransactionOptions.defaults().withTimeout(timeout))
        .useConnection(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                assertThat(statement.getQueryTimeout()).isEqualTo(2);
              }
            });
    // It is over at once, so that nothing has to wait for it.
    Transactor over =
        transactor.with(TransactionOptions.defaults().withTimeout(Duration.ofNanos(1)));
    List<String> ran = new ArrayList<>();
    assertThatThrownBy(() -> over.inTransaction(() -> ran.add("past the timeout")))
        .hasMessageContaining("timeout")
        .extracting(TransactorTest::reason)
        .isEqualTo(Reason.TIMEOUT);
    assertThat(ran).isEmpty();
    assertThatThrownBy(() -> transactor.inTransaction(() -> over.inTransaction(() -> insert(1))))
        .isInstanceOf(java.sql.SQLTimeoutException.class);
    assertThatThrownBy(
            () -> transactor.inTransaction(() -> over.inTransaction(() -> "nothing nested")))
        .extracting(TransactorTest::reason)
        .isEqualTo(Reason.TIMEOUT);
    assertThat(rows()).isEmpty();
    assertClean();
  }

  @Test
  void aStatementThatHasCommittedIsNotSaidToBeRolledBack() throws SQLException {
    assumeTrue(
        engine == Engine.MYSQL || engine == Engine.MARIADB, "the others do not commit with it");
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      transactor.inTransaction(() -> service.execute("create table made (n int)"));
                    }))
        .hasMessageContaining("what came before it is committed")
        .extracting(TransactorTest::reason)
        .isEqualTo(Reason.SAVEPOINT);
    assertThat(rows()).isEqualTo("1");
    service.execute("drop table made");
    assertClean();
  }

  @Test
  void durationsAreAsLongAsTheyLike() throws SQLException {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    List<String> tries = new ArrayList<>();
    transactor
        .with(
            TransactionOptions.defaults()
                .withTimeout(ages)
                .withRetry(Retry.times(2).within(ages).withPauses(Duration.ZERO, ages)))
        .inTransaction(
            () -> {
              insert(1);
              tries.add("try");
              if (tries.size() == 1) {
                throw new SQLException("a collision", "40001");
              }
            });
    assertThat(tries).hasSize(2);
    assertThat(rows()).isEqualTo("1");
  }

  // Hooks.

  @Test
  void hooksRunInOrderAfterTheConnectionIsBack() throws SQLException {
    List<String> events = new ArrayList<>();
    transactor.inTransaction(
        () -> {
          Transaction current = transactor.current();
          current.afterCommit(
              () -> {
                throw new IllegalStateException("a hook that fails");
              });
          current.afterCommit(
              () -> {
                events.add("after");
                try {
                  events.add("borrowed " + service.borrowed());
                  events.add("committed " + rowsOnAnotherThread());
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
              });
          current.afterRollback(() -> events.add("never"));
          current.beforeCommit(
              () -> {
                try {
                  insert(2);
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
                events.add("before " + transactor.isInTransaction());
              });
          insert(1);
          events.add("work");
        });
    assertThat(events)
        .containsExactly("work", "before true", "after", "borrowed 0", "committed 1 2");
  }

  @Test
  void aHookThatFailsBeforeTheCommitRollsBack() throws SQLException {
    List<String> events = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException();
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () -> {
                      insert(1);
                      transactor.current().afterCommit(() -> events.add("never"));
                      transactor.current().afterRollback(() -> events.add("rolled back"));
                      transactor
                          .current()
                          .beforeCommit(
                              () -> {
                                throw failure;
                              });
                    }))
        .isSameAs(failure);
    assertThat(events).containsExactly("rolled back");
    assertThat(rows()).isEmpty();
    assertClean();
  }

  @Test
  void theHooksOfANestedCallFollowItsWork() {
    List<String> events = new ArrayList<>();
    transactor.inTransaction(
        () -> {
          transactor.inTransaction(
              () -> {
                transactor.current().afterCommit(() -> events.add("kept"));
                transactor.current().afterRollback(() -> events.add("never"));
              });
          transactor.inTransaction(
              () -> {
                transactor.current().beforeCommit(() -> events.add("never"));
                transactor.current().afterCommit(() -> events.add("never"));
                transactor.current().afterRollback(() -> events.add("undone"));
                transactor.current().setRollbackOnly();
              });
          assertThat(events).isEmpty();
        });
    assertThat(events).containsExactly("undone", "kept");
  }

  // Retry.

  private SQLException collision() {
    return switch (engine) {
      case POSTGRES -> new SQLException("deadlock", "40P01");
      case SQLITE -> new SQLException("busy snapshot", null, 5 | (2 << 8));
      case H2 -> new SQLException("lock timeout", "HYT00", 50200);
      default -> new SQLException("lock wait timeout", "HY000", 1205);
    };
  }

  @Test
  void aCollisionIsTriedAgainAndHooksRunOnce() throws SQLException {
    List<String> events = new ArrayList<>();
    Transactor retrying =
        transactor.with(
            TransactionOptions.defaults()
                .withRetry(Retry.times(5).withPauses(Duration.ZERO, Duration.ZERO)));
    int tries =
        retrying.inTransaction(
            () -> {
              events.add("try");
              insert(events.size());
              transactor.current().afterCommit(() -> events.add("committed"));
              transactor.current().afterRollback(() -> events.add("never"));
              if (events.size() < 3) {
                throw new IllegalStateException("as a library wraps it", collision());
              }
              return events.size();
            });
    assertThat(tries).isEqualTo(3);
    assertThat(events).containsExactly("try", "try", "try", "committed");
    assertThat(rows()).isEqualTo("3");
    assertClean();
  }

  @Test
  void whatIsTriedInVainKeepsEveryFailure() {
    List<SQLException> failures = new ArrayList<>();
    Throwable thrown =
        catchThrowable(
            () ->
                transactor
                    .with(
                        TransactionOptions.defaults()
                            .withRetry(Retry.times(3).withPauses(Duration.ZERO, Duration.ZERO)))
                    .inTransaction(
                        () -> {
                          failures.add(collision());
                          throw failures.get(failures.size() - 1);
                        }));
    assertThat(failures).hasSize(3);
    assertThat(thrown)
        .isSameAs(failures.get(2))
        .hasSuppressedException(failures.get(0))
        .hasSuppressedException(failures.get(1));
  }

  @Test
  void otherFailuresNestedCallsAndCallsWithoutARetryAreTriedOnce() {
    TransactionOptions retrying =
        TransactionOptions.defaults()
            .withRetry(Retry.times(3).withPauses(Duration.ZERO, Duration.ZERO));
    List<String> tries = new ArrayList<>();
    assertThatThrownBy(
            () ->
                transactor
                    .with(retrying)
                    .inTransaction(
                        () -> {
                          tries.add("other");
                          throw new SQLException("constraint", "23505");
                        }))
        .hasNoSuppressedExceptions();
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () ->
                        transactor
                            .with(retrying)
                            .inTransaction(
                                () -> {
                                  tries.add("nested");
                                  throw collision();
                                })))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(
            () ->
                transactor.inTransaction(
                    () -> {
                      tries.add("without");
                      throw collision();
                    }))
        .isInstanceOf(SQLException.class);
    assertThat(tries).containsExactly("other", "nested", "without");
  }

  @Test
  void anInterruptEndsThePauseAndStaysSet() {
    Throwable thrown =
        catchThrowable(
            () ->
                transactor
                    .with(
                        TransactionOptions.defaults()
                            .withRetry(
                                Retry.times(3)
                                    .withPauses(Duration.ofHours(1), Duration.ofHours(1))
                                    .within(Duration.ofDays(1))))
                    .inTransaction(
                        () -> {
                          Thread.currentThread().interrupt();
                          throw collision();
                        }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(SQLException.class);
  }
}
