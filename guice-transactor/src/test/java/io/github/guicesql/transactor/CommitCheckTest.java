package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Module;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestServer;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL is asked what became of a transaction whose connection was lost in the commit. */
@Timeout(120)
final class CommitCheckTest {

  private static final TransactionOptions RESOLVING =
      TransactionOptions.defaults()
          .resolvingCommit()
          .withRetry(Retry.times(3).withPauses(Duration.ZERO, Duration.ZERO));

  private final Faults faults = new Faults();

  private Service service(Engine.Place place) {
    return new Service(
        place,
        SqlOptions.defaults()
            .withPool(pool -> pool.setMaximumPoolSize(2))
            .withDataSource(faults::decorate));
  }

  @Test
  void unknownBecomesKnown() throws SQLException {
    Engine.Place place = Engine.POSTGRES.create();
    try (Service service = service(place)) {
      service.execute("create table t (n int primary key)");
      Transactor transactor = service.transactor().with(RESOLVING);
      List<String> events = new ArrayList<>();
      String result =
          transactor.inTransaction(
              () -> {
                transactor.current().afterCommit(() -> events.add("committed"));
                service.execute("insert into t values (1)");
                faults.plan("commit", Faults::lostAfterCommit);
                return "done";
              });
      assertThat(result).isEqualTo("done");
      assertThat(events).containsExactly("committed");

      assertThatThrownBy(
              () ->
                  transactor.inTransaction(
                      () -> {
                        transactor.current().afterRollback(() -> events.add("rolled back"));
                        service.execute("insert into t values (2)");
                        faults.plan("commit", Faults::lostBeforeCommit);
                      }))
          .isNotInstanceOf(CommitUnknownException.class)
          .extracting(thrown -> ((TransactionException) thrown).reason())
          .isEqualTo(Reason.COMMIT);
      assertThat(events).containsExactly("committed", "rolled back");

      // The session that the server ends has rolled back, which is known as well.
      assertThatThrownBy(
              () ->
                  transactor.inTransaction(
                      () -> {
                        service.execute("insert into t values (3)");
                        try (Service observer = new Service(place, SqlOptions.defaults())) {
                          observer.execute(
                              Engine.POSTGRES.kill(service.query(Engine.POSTGRES.session())));
                        }
                        throw new IllegalStateException("so that nothing is committed");
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(service.query("select string_agg(n::text, ' ') from t")).isEqualTo("1");
      assertThat(service.borrowed()).isZero();
    } finally {
      place.drop().run();
    }
  }

  @Test
  void aTransactionThatHasWrittenNothingHasNoIdAndStaysUnknown() {
    Engine.Place place = Engine.POSTGRES.create();
    try (Service service = service(place)) {
      assertThatThrownBy(
              () ->
                  service
                      .transactor()
                      .with(RESOLVING)
                      .inTransaction(
                          () -> {
                            service.query("select 1");
                            faults.plan("commit", Faults::lostAfterCommit);
                          }))
          .isInstanceOf(CommitUnknownException.class);
    } finally {
      place.drop().run();
    }
  }

  /** After a restart, the id may be another transaction's: no answer is better than a wrong one. */
  @Test
  void aServerThatWasRestartedIsNotBelieved() throws SQLException {
    try (TestServer server = PostgresServer.launch(PostgresOptions.defaults())) {
      Function<SqlOptions, Module> module =
          options ->
              new PostgresModule(
                  options.withConfig(
                      ConfigSource.map(Map.of("POSTGRES_DSN", server.defaultDatabase().dsn()))));
      try (Service service = service(new Engine.Place(module, () -> {}))) {
        service.execute("create table t (n int primary key)");
        assertThatThrownBy(
                () ->
                    service
                        .transactor()
                        .with(RESOLVING)
                        .inTransaction(
                            () -> {
                              service.execute("insert into t values (1)");
                              faults.plan(
                                  "commit",
                                  real -> {
                                    real.commit();
                                    server.restart();
                                    throw new SQLException("lost", "08006");
                                  });
                            }))
            .isInstanceOf(CommitUnknownException.class);
      }
    }
  }
}
