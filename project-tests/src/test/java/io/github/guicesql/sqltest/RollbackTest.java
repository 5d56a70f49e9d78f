package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.CreationException;
import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Does a test that has committed fail, and does the next one get another database? */
final class RollbackTest {

  private final SharedPlaces shared = new SharedPlaces();

  @AfterEach
  void close() {
    shared.close();
  }

  private static DataSource db(Opened opened) {
    return opened.injector().getInstance(SqlTokens.defaults().dbKey());
  }

  private static void execute(Opened test, String sql) throws SQLException {
    try (Connection connection = db(test).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private RolledBackPlaces places(String engine) throws Exception {
    Places databases = engine.equals("sqlite") ? shared.files() : FreshCosts.places(engine);
    return new RolledBackPlaces(shared.template(databases, FreshCosts.modules(engine, 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "sqlite, commit",
    "postgres, commit",
    "mariadb, commit",
    "mysql, commit",
    "mariadb, create table other (id integer)",
    "mysql, create table other (id integer)"
  })
  void aTestThatHasCommittedFails(String engine, String commit) throws Exception {
    RolledBackPlaces places = places(engine);
    Opened test = places.open(FreshCosts.modules(engine, 2));
    execute(test, "insert into t1 values (1, 'one', 1)");
    execute(test, commit);
    test.close();
    places.giveBack(test);

    assertThatThrownBy(test::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("The test's transaction had ended before the test");

    Opened next = places.open(FreshCosts.modules(engine, 2));
    assertThat(next.place()).isNotEqualTo(test.place());
    execute(next, "insert into t1 values (1, 'one', 1)");
    next.close();
    next.check();
    places.giveBack(next);
    places.close();
  }

  @ParameterizedTest
  @CsvSource({
    "postgres, commit, select pg_terminate_backend(pg_backend_pid())",
    "mariadb, create table other (id integer), kill connection_id()",
    "mysql, create table other (id integer), kill connection_id()"
  })
  void aTestThatLosesItsConnectionIsNotKnownToHaveCommittedNothing(
      String engine, String commit, String kill) throws Exception {
    RolledBackPlaces places = places(engine);
    Opened test = places.open(FreshCosts.modules(engine, 2));
    execute(test, "insert into t1 values (1, 'one', 1)");
    execute(test, commit);
    assertThatThrownBy(() -> execute(test, kill)).isInstanceOf(SQLException.class);
    test.close();
    places.giveBack(test);
    test.check();

    Opened next = places.open(FreshCosts.modules(engine, 2));
    assertThat(next.place()).isNotEqualTo(test.place());
    execute(next, "insert into t1 values (1, 'one', 1)");
    next.close();
    next.check();
    places.giveBack(next);
    places.close();
  }

  /** Commits as soon as it is created, and fails. */
  static final class Committing {
    @Inject
    Committing(@Named(SqlTokens.DB) DataSource db) throws SQLException {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("insert into t1 values (1, 'one', 1)");
        statement.execute("commit");
      }
      throw new IllegalStateException("not created");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres", "mariadb", "mysql"})
  void whatAnInjectorHasCommittedThatWasNotCreatedIsNotFound(String engine) throws Exception {
    RolledBackPlaces places = places(engine);
    Opened before = places.open(FreshCosts.modules(engine, 2));
    before.close();
    places.giveBack(before);
    Opened.Modules modules = FreshCosts.modules(engine, 2);
    Opened.Modules broken =
        new Opened.Modules(
            modules.prefix(),
            modules.driver(),
            List.of(binder -> binder.bind(Committing.class).asEagerSingleton()));

    assertThatThrownBy(() -> places.open(broken))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("not created");

    Opened next = places.open(modules);
    assertThat(next.place()).isNotEqualTo(before.place());
    execute(next, "insert into t1 values (1, 'one', 1)");
    next.close();
    next.check();
    places.giveBack(next);
    places.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void whereTablesAreTransactionalATestMayMakeThem(String engine) throws Exception {
    RolledBackPlaces places = places(engine);
    for (int i = 0; i < 2; i++) {
      Opened test = places.open(FreshCosts.modules(engine, 2));
      execute(test, "create table other (id integer)");
      test.close();
      places.giveBack(test);
      test.check();
    }
    places.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void aConnectionThatIsStillOpenFailsTheTest(String engine) throws Exception {
    RolledBackPlaces places = places(engine);
    Opened test = places.open(FreshCosts.modules(engine, 2));
    Connection forgotten = db(test).getConnection();
    test.close();
    places.giveBack(test);

    assertThatThrownBy(test::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1 connection was not closed: borrowed at");
    assertThat(forgotten.isClosed()).isTrue();
    assertThatThrownBy(() -> db(test).getConnection()).isInstanceOf(SQLException.class);
    places.close();
  }

  /** Runs the work in a thread of its own, again and again. */
  private static CompletableFuture<Void> often(int times, Callable<?> work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < times; i++) {
                  work.call();
                }
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  @Timeout(120)
  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres", "mariadb", "mysql"})
  void aStatementBesideTheBeginningOfATransactionGetsItsOwnAnswer(String engine) throws Exception {
    RolledBackPlaces places = places(engine);
    Opened test = places.open(FreshCosts.modules(engine, 2));
    CompletableFuture<Void> statements =
        often(
            1000,
            () -> {
              execute(test, "select id from t1");
              return true;
            });
    CompletableFuture<Void> transactions =
        often(
            200,
            () -> {
              try (Connection connection = db(test).getConnection();
                  Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("select id from t1");
                Savepoint own = connection.setSavepoint("it`s own");
                statement.execute("select id from t1");
                connection.rollback(own);
                connection.releaseSavepoint(own);
                connection.commit();
              }
              return true;
            });

    statements.get();
    transactions.get();

    test.close();
    places.giveBack(test);
    test.check();
    places.close();
  }
}
