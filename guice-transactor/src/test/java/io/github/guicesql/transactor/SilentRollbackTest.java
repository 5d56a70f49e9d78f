package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A database that ends a transaction because of a deadlock, and goes on in another one, must not
 * have a part of the work committed if the deadlock is caught.
 */
@Timeout(60)
final class SilentRollbackTest {

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL"})
  void aDeadlockThatIsCaughtCommitsNothing(Engine engine) throws Exception {
    Engine.Place place = engine.create();
    try (Service service = new Service(place, SqlOptions.defaults());
        Service observer = new Service(place, SqlOptions.defaults())) {
      service.execute(
          "create table t (n int primary key, v int)", "insert into t values (1, 0), (2, 0)");
      Throwable thrown =
          catchThrowable(
              () ->
                  service
                      .transactor()
                      .inTransaction(
                          () -> {
                            service.execute("insert into t values (3, 0)");
                            try {
                              deadlock(service, observer);
                            } catch (SQLException caught) {
                              // Without a transaction around it any more, it would be committed.
                              service.execute("insert into t values (4, 0)");
                            }
                          }));
      assertThat(thrown).isInstanceOf(TransactionException.class);
      assertThat(((TransactionException) thrown).reason()).isEqualTo(Reason.ROLLED_BACK);
      assertThat(thrown.getCause()).isInstanceOf(SQLException.class);
      assertThat(observer.query("select count(*) from t where n > 2")).isEqualTo("0");
    } finally {
      place.drop().run();
    }
  }

  /** Has this transaction be the victim: it has changed fewer rows than the other one. */
  private static void deadlock(Service service, Service observer) throws SQLException {
    service.execute("update t set v = v + 1 where n = 1");
    try (Connection other = observer.db().getConnection()) {
      other.setAutoCommit(false);
      Service.execute(other, "update t set v = v + 1 where n = 2");
      for (int i = 10; i < 30; i++) {
        Service.execute(other, "insert into t values (" + -i + ", 0)");
      }
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowable(() -> Service.execute(other, "update t set v = v + 1 where n = 1"))
                      == null);
      try {
        service.execute("update t set v = v + 1 where n = 2");
      } finally {
        assertThat(waiting.join()).isTrue();
        other.rollback();
      }
    }
  }
}
