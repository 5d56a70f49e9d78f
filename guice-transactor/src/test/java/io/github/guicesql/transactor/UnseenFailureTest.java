package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A failure that is caught, and that the pool does not report to the transaction, must not have the
 * transaction commit nothing, or half of it, and succeed.
 */
@Timeout(120)
final class UnseenFailureTest {

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Faults faults = new Faults();

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  /**
   * A service on PostgreSQL.
   *
   * @param reported whether the driver's module opens the connections, and knows how the server has
   *     answered
   */
  private Service postgres(boolean reported) throws SQLException {
    TestDatabase database = PostgresServer.shared().createDatabase();
    opened.add(database);
    Engine.Place place =
        new Engine.Place(
            options ->
                new PostgresModule(
                    options.withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", database.dsn())))),
            database::close);
    SqlOptions options = SqlOptions.defaults().withDataSource(faults::decorate);
    if (!reported) {
      PGSimpleDataSource other = new PGSimpleDataSource();
      other.setServerNames(new String[] {database.host()});
      other.setPortNumbers(new int[] {database.port()});
      other.setDatabaseName(database.database());
      other.setUser(database.user());
      other.setPassword(database.password());
      options = options.withPool(pool -> pool.setDataSource(other));
    }
    Service service = new Service(place, options);
    opened.add(service);
    service.execute("create table t (n int primary key)");
    return service;
  }

  /** What the work does that fails; it catches that. */
  @FunctionalInterface
  private interface Failing {
    void on(Connection connection) throws Exception;
  }

  private static void expectRollback(Service service, Failing failing) throws SQLException {
    List<String> events = new ArrayList<>();
    Throwable thrown =
        catchThrowable(
            () ->
                service
                    .transactor()
                    .inTransaction(
                        () -> {
                          service.transactor().current().afterCommit(() -> events.add("committed"));
                          service
                              .transactor()
                              .current()
                              .afterRollback(() -> events.add("rolled back"));
                          service.execute("insert into t values (1)");
                          try (Connection connection = service.db().getConnection()) {
                            assertThat(catchThrowable(() -> failing.on(connection)))
                                .isInstanceOf(SQLException.class);
                          }
                        }));
    assertThat(thrown).isInstanceOf(TransactionException.class);
    assertThat(((TransactionException) thrown).reason()).isEqualTo(Reason.ROLLED_BACK);
    assertThat(thrown.getCause()).isInstanceOf(SQLException.class);
    assertThat(events).containsExactly("rolled back");
    assertThat(service.query("select count(*) from t")).isEqualTo("0");
  }

  private static void copy(Connection connection, String text) throws SQLException, IOException {
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("copy t from stdin", new StringReader(text));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyThatFails(boolean reported) throws SQLException {
    expectRollback(postgres(reported), connection -> copy(connection, "no number\n"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLargeObjectThatIsNotThere(boolean reported) throws SQLException {
    expectRollback(
        postgres(reported),
        connection -> connection.unwrap(PGConnection.class).getLargeObjectAPI().open(99_999_999L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStatementThatFailsOnAnotherThread(boolean reported) throws SQLException {
    expectRollback(
        postgres(reported),
        connection -> {
          try (Statement statement = connection.createStatement()) {
            throw failure(() -> statement.execute("select nonsense"));
          }
        });
  }

  @FunctionalInterface
  private interface Execution {
    void run() throws SQLException;
  }

  /** Executes something on a new thread, and returns how it failed. */
  private static SQLException failure(Execution execution) {
    FutureTask<Throwable> task = new FutureTask<>(() -> catchThrowable(execution::run));
    new Thread(task).start();
    Throwable thrown = outcome(task);
    assertThat(thrown).isInstanceOf(SQLException.class);
    return (SQLException) thrown;
  }

  private static <T> T outcome(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The driver knows: what may have failed unseen, and has not, costs no statement. */
  @Test
  void whatDoesNotFailIsCommittedAndCostsNoRoundTrip() throws Exception {
    Service service = postgres(true);
    service
        .transactor()
        .inTransaction(
            () -> {
              try (Connection connection = service.db().getConnection()) {
                copy(connection, "1\n2\n");
              }
              faults.forgetCalls();
            });
    assertThat(faults.calls()).contains("commit").doesNotContain("createStatement");
    assertThat(service.query("select count(*) from t")).isEqualTo("2");
  }

  /** Where the driver is not ours, the database is asked, and has nothing against it. */
  @Test
  void whatDoesNotFailIsCommittedWhereTheDatabaseIsAsked() throws Exception {
    Service service = postgres(false);
    service
        .transactor()
        .inTransaction(
            () -> {
              try (Connection connection = service.db().getConnection()) {
                copy(connection, "1\n2\n");
              }
            });
    assertThat(service.query("select count(*) from t")).isEqualTo("2");
  }

  private Service mysql(Engine engine) throws SQLException {
    Engine.Place place = engine.create();
    opened.add(place.drop()::run);
    Service service = new Service(place, SqlOptions.defaults());
    opened.add(service);
    service.execute(
        "create table t (n int primary key)",
        "create table locked (n int primary key, v int)",
        "insert into locked values (1, 0), (2, 0)");
    return service;
  }

  /** The deadlock's victim is the statement, since its transaction has changed fewer rows. */
  private static SQLException deadlock(Service service, Statement victim) throws SQLException {
    victim.execute("update locked set v = v + 1 where n = 1");
    try (Connection other = outside(service)) {
      other.setAutoCommit(false);
      Service.execute(other, "update locked set v = v + 1 where n = 2");
      for (int i = 10; i < 30; i++) {
        Service.execute(other, "insert into locked values (" + i + ", 0)");
      }
      CompletableFuture<Throwable> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowable(
                      () -> Service.execute(other, "update locked set v = v + 1 where n = 1")));
      SQLException failure =
          failure(() -> victim.execute("update locked set v = v + 1 where n = 2"));
      assertThat(waiting.join()).isNull();
      other.rollback();
      return failure;
    }
  }

  /** Borrows on another thread, which is outside. */
  private static Connection outside(Service service) {
    FutureTask<Connection> borrowing = new FutureTask<>(service.db()::getConnection);
    new Thread(borrowing).start();
    return outcome(borrowing);
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL"})
  void aDeadlockOnAnotherThread(Engine engine) throws SQLException {
    Service service = mysql(engine);
    expectRollback(
        service,
        connection -> {
          SQLException failure;
          try (Statement statement = connection.createStatement()) {
            failure = deadlock(service, statement);
          }
          // Without a transaction around it any more, it would be committed.
          service.execute("insert into t values (2)");
          throw failure;
        });
  }

  /** A thread that has a connection of its own is none of a transaction's business. */
  @Test
  void aRollbackOnAConnectionOfTheOtherThreadIsNotTheTransactions() throws SQLException {
    Service service = mysql(Engine.MARIADB);
    service
        .transactor()
        .inTransaction(
            () -> {
              service.execute("insert into t values (1)");
              SQLException failure =
                  failure(() -> service.execute("begin not atomic signal sqlstate '40001'; end"));
              assertThat(failure.getSQLState()).isEqualTo("40001");
            });
    assertThat(service.query("select count(*) from t")).isEqualTo("1");
  }
}
