package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.MysqlOptions;
import io.github.guicesql.sqltest.MysqlServer;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A database that ends a transaction because of a deadlock or another failure, and goes on in
 * another one, must not have a part of the work committed if the failure is caught.
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
      assertRolledBack(thrown, 1213);
      assertThat(observer.query("select count(*) from t where n > 2")).isEqualTo("0");
    } finally {
      place.drop().run();
    }
  }

  /** MariaDB 11.6.2 and later have the setting on. */
  @Test
  void aRowThatHasChangedSinceTheSnapshotCommitsNothing() throws Exception {
    Engine.Place place = Engine.MARIADB.create();
    try (Service service = new Service(place, SqlOptions.defaults());
        Service observer = new Service(place, SqlOptions.defaults())) {
      service.execute("create table t (n int primary key, v int)", "insert into t values (1, 0)");
      Throwable thrown =
          catchThrowable(
              () ->
                  service
                      .transactor()
                      .inTransaction(
                          () -> {
                            service.execute("set session innodb_snapshot_isolation = on");
                            service.execute("insert into t values (3, 0)");
                            service.query("select v from t where n = 1");
                            observer.execute("update t set v = 1 where n = 1");
                            Throwable changed =
                                catchThrowable(
                                    () -> service.execute("update t set v = 2 where n = 1"));
                            assertThat(((SQLException) changed).getErrorCode()).isEqualTo(1020);
                            service.execute("insert into t values (4, 0)");
                          }));
      assertRolledBack(thrown, 1020);
      assertThat(observer.query("select count(*) from t where n > 2")).isEqualTo("0");
    } finally {
      place.drop().run();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL"})
  void aLockWaitTimeoutUndoesItsStatementAlone(Engine engine) throws Exception {
    Engine.Place place = engine.create();
    try (Service service = new Service(place, SqlOptions.defaults());
        Service observer = new Service(place, SqlOptions.defaults())) {
      for (Update update : Update.values()) {
        waitInVain(service, observer, update);
        assertThat(observer.query("select count(*) from t where n > 2")).isEqualTo("2");
        service.execute("drop table t");
      }
    } finally {
      place.drop().run();
    }
  }

  @Test
  void aLockWaitTimeoutThatUndoesAllCommitsNothing() throws Exception {
    String setting = "innodb_rollback_on_timeout";
    try (MariaDbServer mariaDb =
            MariaDbServer.launch(MariaDbOptions.defaults().withSetting(setting, "ON"));
        MysqlServer mysql =
            MysqlServer.launch(MysqlOptions.defaults().withSetting(setting, "ON"))) {
      assertLockWaitTimeoutUndoesAll(Engine.mysql(mariaDb.createDatabase(), "mariadb"));
      assertLockWaitTimeoutUndoesAll(Engine.mysql(mysql.createDatabase(), "mysql"));
    }
  }

  private static void assertLockWaitTimeoutUndoesAll(Engine.Place place) throws SQLException {
    try (Service service = new Service(place, SqlOptions.defaults());
        Service observer = new Service(place, SqlOptions.defaults())) {
      for (Update update : Update.values()) {
        assertRolledBack(catchThrowable(() -> waitInVain(service, observer, update)), 1205);
        assertThat(observer.query("select count(*) from t where n > 2")).isEqualTo("0");
        service.execute("drop table t");
      }
    } finally {
      place.drop().run();
    }
  }

  /** Catches a lock wait timeout between two inserts of a transaction. */
  private static void waitInVain(Service service, Service observer, Update update)
      throws SQLException {
    service.execute("create table t (n int primary key, v int)", "insert into t values (1, 0)");
    try (Connection other = observer.db().getConnection()) {
      other.setAutoCommit(false);
      Service.execute(other, "update t set v = 1 where n = 1");
      service
          .transactor()
          .inTransaction(
              () -> {
                service.execute("set session innodb_lock_wait_timeout = 1");
                service.execute("insert into t values (3, 0)");
                Throwable timeout = catchThrowable(() -> update.run(service));
                assertThat(((SQLException) timeout).getErrorCode()).isEqualTo(1205);
                service.execute("insert into t values (4, 0)");
              });
      other.rollback();
    }
  }

  /** Who executes the statement that waits for a lock. */
  private enum Update {
    DIRECTLY {
      @Override
      void run(Service service) throws SQLException {
        service.execute(STATEMENT);
      }
    },
    NESTED {
      @Override
      void run(Service service) throws SQLException {
        service.transactor().inTransaction(() -> service.execute(STATEMENT));
      }
    },
    ON_ANOTHER_THREAD {
      @Override
      void run(Service service) throws SQLException {
        try (Connection own = service.db().getConnection()) {
          Throwable failure =
              CompletableFuture.supplyAsync(
                      () -> catchThrowable(() -> Service.execute(own, STATEMENT)))
                  .join();
          throw (SQLException) failure;
        }
      }
    };

    private static final String STATEMENT = "update t set v = 2 where n = 1";

    abstract void run(Service service) throws SQLException;
  }

  private static void assertRolledBack(Throwable thrown, int error) {
    assertThat(thrown).isInstanceOf(TransactionException.class);
    assertThat(((TransactionException) thrown).reason()).isEqualTo(Reason.ROLLED_BACK);
    assertThat(thrown.getCause())
        .isInstanceOfSatisfying(
            SQLException.class, cause -> assertThat(cause.getErrorCode()).isEqualTo(error));
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
