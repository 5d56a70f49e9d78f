package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of those who use a database, or wait for it, when it closes? */
final class PoolCloseTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Set<Thread> before = Threads.alive();

  @Test
  void thoseWhoWaitAreWokenAtOnceThoughAConnectionIsStillOut() throws Exception {
    TestPool pool = TestPool.of(1, LONG);
    Connection out = pool.borrow();
    List<Threads.Running> waiting =
        IntStream.range(0, 4).mapToObj(i -> Threads.call(pool::borrow)).toList();
    waiting.forEach(thread -> Threads.awaitParked(thread.thread));

    Threads.Running closing = Threads.run(pool.registry::close);

    for (Threads.Running waiter : waiting) {
      assertClosed(waiter.failure());
      assertThat(waiter.interruptedAtEnd()).isFalse();
    }
    assertThat(closing.isRunning()).isTrue();
    out.close();
    closing.result();
    Threads.awaitNoneSince(before);
  }

  /** Why the pool is wrapped at all: if this fails, HikariCP has learnt it and we can forget it. */
  @Test
  void hikariCpAloneLeavesThemWaiting() throws Exception {
    HikariDataSource alone = new HikariDataSource();
    alone.setDataSource(new FakeDataSource());
    alone.setMaximumPoolSize(1);
    alone.setConnectionTimeout(LONG.toMillis());
    Connection out = alone.getConnection();
    Threads.Running waiter = Threads.call(alone::getConnection);
    Threads.awaitParked(waiter.thread);

    alone.close();

    assertThat(out.isValid(1)).isFalse();
    assertThat(waiter.isRunning()).isTrue();
    assertThat(waiter.thread.getState()).isEqualTo(Thread.State.TIMED_WAITING);
    waiter.thread.interrupt();
    assertThat(waiter.failure()).isInstanceOf(SQLException.class);
  }

  @Test
  void borrowedConnectionsMayComeHome() throws Exception {
    TestPool pool = TestPool.of(2, LONG);
    Connection one = pool.borrow();
    Connection two = pool.borrow();
    Threads.Running closing = Threads.run(pool.registry::close);
    Threads.awaitParked(closing.thread);
    assertClosed(Threads.call(pool::borrow).failure());

    assertThat(one.isValid(1)).isTrue();
    one.close();
    assertThat(two.isValid(1)).isTrue();
    assertThat(closing.isRunning()).isTrue();
    two.close();

    closing.result();
    assertThat(pool.driver.allConnectionsClosed()).isTrue();
    assertThat(pool.driver.closed).hasValue(1);
    Threads.awaitNoneSince(before);
  }

  @Test
  void borrowedConnectionsAreClosedUnderTheirUsersWhenTheDeadlineHasPassed() throws Exception {
    TestPool pool = TestPool.of(2, Duration.ofMillis(20));
    Connection out = pool.borrow();

    pool.registry.close();

    assertThat(out.isValid(1)).isFalse();
    assertThatThrownBy(out::createStatement).isInstanceOf(SQLException.class);
    assertThat(pool.driver.allConnectionsClosed()).isTrue();
    assertThat(pool.driver.closed).hasValue(1);
    out.close();
    Threads.awaitNoneSince(before);
  }

  @Test
  void idleConnectionsCloseAtOnce() throws Exception {
    TestPool pool = TestPool.of(2, LONG);
    pool.borrow().close();

    pool.registry.close();

    assertThat(pool.driver.opened).isNotEmpty();
    assertThat(pool.driver.allConnectionsClosed()).isTrue();
    Threads.awaitNoneSince(before);
  }

  @Test
  void poolThatWasNeverUsedClosesAndOpensNothing() {
    TestPool pool = TestPool.of(2, LONG);

    pool.registry.close();

    assertThat(pool.driver.attempts).hasValue(0);
    assertThat(pool.driver.closed).hasValue(1);
    assertClosed(Threads.call(pool::borrow).failure());
    assertThat(pool.driver.attempts).hasValue(0);
  }

  @Test
  void useAfterCloseNamesThePool() throws Exception {
    TestPool pool = TestPool.of(2, LONG);
    pool.borrow().close();
    pool.registry.close();

    assertThatThrownBy(pool.db::getConnection)
        .isInstanceOfSatisfying(SQLException.class, PoolCloseTest::assertClosed);
  }

  /** A connection that arrives just as the pool closes must not be lost on the way. */
  @Test
  void nothingIsLostHoweverCloseAndBorrowMeet() {
    for (int round = 0; round < 150; round++) {
      TestPool pool = TestPool.of(4, LONG);
      CyclicBarrier together = new CyclicBarrier(5);
      List<Threads.Running> users = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        users.add(Threads.run(() -> borrowUntilClosed(pool, together)));
      }

      Threads.Running closing =
          Threads.run(
              () -> {
                together.await();
                pool.registry.close();
              });

      for (Threads.Running user : users) {
        assertClosed(user.failure());
        assertThat(user.interruptedAtEnd()).isFalse();
      }
      closing.result();
      assertThat(pool.driver.allConnectionsClosed()).isTrue();
    }
    Threads.awaitNoneSince(before);
  }

  private static void borrowUntilClosed(TestPool pool, CyclicBarrier together) throws Exception {
    pool.borrow().close();
    together.await(20, TimeUnit.SECONDS);
    while (true) {
      pool.borrow().close();
    }
  }

  @Test
  void driversDataSourceThatDoesNotCloseIsAFailureAndThePoolIsClosed() throws Exception {
    IOException reason = new IOException("device busy");
    TestPool pool =
        TestPool.of(
            1,
            LONG,
            new FakeDataSource()
                .onClose(
                    () -> {
                      throw reason;
                    }));
    pool.borrow().close();

    assertThatThrownBy(pool.registry::close)
        .isInstanceOf(LifecycleException.class)
        .hasMessage("database.db did not close")
        .satisfies(thrown -> assertThat(PrintedStackTrace.of(thrown)).contains("device busy"));

    assertThat(pool.driver.allConnectionsClosed()).isTrue();
    assertClosed(Threads.call(pool::borrow).failure());
    Threads.awaitNoneSince(before);
  }

  @Test
  void severalClosersCloseOnce() throws Exception {
    TestPool pool = TestPool.of(1, LONG);
    pool.borrow().close();
    AutoCloseable db = (AutoCloseable) pool.db;
    List<Threads.Running> closing =
        List.of(Threads.run(db::close), Threads.run(pool.registry::close), Threads.run(db::close));

    closing.forEach(Threads.Running::result);
    db.close();

    assertThat(pool.driver.closed).hasValue(1);
    assertThat(pool.driver.allConnectionsClosed()).isTrue();
  }

  static void assertClosed(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            SQLNonTransientConnectionException.class,
            closed -> assertThat(closed.getSQLState()).isEqualTo("08003"))
        .hasMessage("The pool database.db is closed.");
  }
}
