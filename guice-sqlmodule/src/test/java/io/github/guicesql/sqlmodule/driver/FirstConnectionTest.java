package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What if the very first connection hangs, or fails? */
final class FirstConnectionTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Set<Thread> before = Threads.alive();
  private final CountDownLatch connecting = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void closeDoesNotWaitForOneThatHangsAndLeavesNothingBehindWhenItComes() throws Exception {
    TestPool pool = TestPool.of(4, Duration.ofMillis(20), deaf());
    Threads.Running borrower = Threads.call(pool::borrow);
    connecting.await();

    pool.registry.close();

    assertThat(borrower.isRunning()).isTrue();
    answer.countDown();
    PoolCloseTest.assertClosed(borrower.failure());
    assertThat(borrower.interruptedAtEnd()).isFalse();
    assertNothingIsLeft(pool);
  }

  @Test
  void closeWaitsForItWithinTheDrain() throws Exception {
    TestPool pool = TestPool.of(4, LONG, deaf());
    Threads.Running borrower = Threads.call(pool::borrow);
    connecting.await();

    Threads.Running closing = Threads.run(pool.registry::close);
    Threads.awaitParked(closing.thread);
    answer.countDown();

    closing.result();
    PoolCloseTest.assertClosed(borrower.failure());
    assertThat(borrower.interruptedAtEnd()).isFalse();
    assertNothingIsLeft(pool);
  }

  @Test
  void closeWakesOneThatHangsWhereItCanBeInterrupted() throws Exception {
    TestPool pool =
        TestPool.of(
            4,
            LONG,
            new FakeDataSource()
                .onConnect(
                    () -> {
                      connecting.countDown();
                      answer.await();
                    }));
    Threads.Running borrower = Threads.call(pool::borrow);
    connecting.await();

    pool.registry.close();

    PoolCloseTest.assertClosed(borrower.failure());
    assertThat(borrower.interruptedAtEnd()).isFalse();
    assertNothingIsLeft(pool);
  }

  @Test
  void closeWakesThoseWhoQueueBehindIt() throws Exception {
    TestPool pool = TestPool.of(4, Duration.ofMillis(20), deaf());
    Threads.Running first = Threads.call(pool::borrow);
    connecting.await();
    List<Threads.Running> queue =
        IntStream.range(0, 4).mapToObj(i -> Threads.call(pool::borrow)).toList();
    queue.forEach(thread -> Threads.awaitParked(thread.thread));

    pool.registry.close();

    for (Threads.Running waiter : queue) {
      PoolCloseTest.assertClosed(waiter.failure());
      assertThat(waiter.interruptedAtEnd()).isFalse();
    }
    assertThat(first.isRunning()).isTrue();
    answer.countDown();
    PoolCloseTest.assertClosed(first.failure());
    assertNothingIsLeft(pool);
  }

  @Test
  void oneOfTheQueueWhoIsInterruptedByItsOwnerStaysSo() throws Exception {
    TestPool pool = TestPool.of(4, LONG, deaf());
    Threads.Running first = Threads.call(pool::borrow);
    connecting.await();
    Threads.Running second = Threads.call(pool::borrow);
    Threads.awaitParked(second.thread);

    second.thread.interrupt();

    assertThat(second.failure())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("interrupted")
        .hasMessageContaining("database.db");
    assertThat(second.interruptedAtEnd()).isTrue();
    answer.countDown();
    ((Connection) first.result()).close();
    pool.registry.close();
  }

  @Test
  void nextOneIsTriedAfterAFailure() throws Exception {
    AtomicBoolean down = new AtomicBoolean(true);
    TestPool pool =
        TestPool.of(
            4,
            LONG,
            new FakeDataSource()
                .onConnect(
                    () -> {
                      if (down.get()) {
                        throw new SQLException("connection refused", "08001");
                      }
                    }));

    assertThatThrownBy(pool::borrow)
        .isInstanceOf(SQLException.class)
        .hasMessage("connection refused");
    Threads.awaitNoneSince(before);

    down.set(false);
    try (Connection connection = pool.borrow()) {
      assertThat(connection.isValid(1)).isTrue();
    }
    pool.registry.close();
    assertNothingIsLeft(pool);
  }

  @Test
  void thoseWhoQueueBehindOneThatFailsDoNotTryInTurn() throws Exception {
    TestPool pool =
        TestPool.of(
            4,
            LONG,
            new FakeDataSource()
                .onConnect(
                    () -> {
                      connecting.countDown();
                      answer.await();
                      throw new SQLException("connection refused", "08001");
                    }));
    Threads.Running first = Threads.call(pool::borrow);
    connecting.await();
    List<Threads.Running> queue =
        IntStream.range(0, 4).mapToObj(i -> Threads.call(pool::borrow)).toList();
    queue.forEach(thread -> Threads.awaitParked(thread.thread));

    answer.countDown();

    assertThat(first.failure()).hasMessage("connection refused");
    for (Threads.Running waiter : queue) {
      assertThat(waiter.failure())
          .hasMessage("connection refused")
          .hasFieldOrPropertyWithValue("SQLState", "08001");
    }
    assertThat(pool.driver.attempts).hasValue(1);
    pool.registry.close();
    assertNothingIsLeft(pool);
  }

  @Test
  void driversDataSourceThatDoesNotCloseInTheEndDoesNotHideThatThePoolIsClosed() throws Exception {
    TestPool pool =
        TestPool.of(
            4,
            Duration.ZERO,
            deaf()
                .onClose(
                    () -> {
                      throw new SQLException("device busy");
                    }));
    Threads.Running borrower = Threads.call(pool::borrow);
    connecting.await();
    pool.registry.close();

    answer.countDown();

    PoolCloseTest.assertClosed(borrower.failure());
    assertNothingIsLeft(pool);
  }

  /** As a driver behaves that waits for a socket: an interrupt does not end that. */
  private FakeDataSource deaf() {
    return new FakeDataSource()
        .onConnect(
            () -> {
              connecting.countDown();
              boolean interrupted = false;
              while (answer.getCount() > 0) {
                try {
                  answer.await();
                } catch (InterruptedException e) {
                  interrupted = true;
                }
              }
              if (interrupted) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void assertNothingIsLeft(TestPool pool) {
    await().atMost(Duration.ofSeconds(10)).until(pool.driver::allConnectionsClosed);
    assertThat(pool.driver.closed).hasValue(1);
    Threads.awaitNoneSince(before);
  }
}
