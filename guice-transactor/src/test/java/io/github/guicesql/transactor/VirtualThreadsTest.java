package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.SqlOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Is a virtual thread a thread like any other: many more than connections, and than carriers? */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "has no virtual threads")
final class VirtualThreadsTest {

  private static final int THREADS = 400;
  private static final int CONNECTIONS = 4;

  /** This is compiled for Java 17, which has none. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private static void update(Service service, String change) throws SQLException {
    service.execute("update counter set n = n + " + change);
  }

  /** Each counts one, and undoes what it has counted in a nested call. */
  private static void count(Service service, ExecutorService others) throws Exception {
    Transactor transactor = service.transactor();
    assertThat(transactor.isInTransaction()).isFalse();
    transactor
        .with(TransactionOptions.defaults().withRetry(Retry.times(50)))
        .inTransaction(
            () -> {
              update(service, "1");
              try {
                transactor.inTransaction(
                    () -> {
                      update(service, "1000");
                      throw new IllegalStateException("nested");
                    });
              } catch (IllegalStateException handled) {
                assertThat(transactor.current().isRollbackOnly()).isFalse();
              }
              assertThat(others.submit(transactor::isInTransaction).get()).isFalse();
            });
    assertThat(transactor.isInTransaction()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MYSQL")
  void eachIsInATransactionOfItsOwn(Engine engine) throws Exception {
    Engine.Place place = engine.create();
    SqlOptions options =
        SqlOptions.defaults().withPool(pool -> pool.setMaximumPoolSize(CONNECTIONS));
    try (Service service = new Service(place, options)) {
      service.execute("create table counter (n int)", "insert into counter values (0)");
      ExecutorService threads = virtualThreads();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(
            threads.submit(
                () -> {
                  count(service, threads);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      threads.shutdown();
      assertThat(service.query("select n from counter")).isEqualTo(Integer.toString(THREADS));
      assertThat(service.borrowed()).isZero();
    } finally {
      place.drop().run();
    }
  }
}
