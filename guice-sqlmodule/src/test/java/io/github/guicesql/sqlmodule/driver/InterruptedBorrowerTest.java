package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Does a thread that its owner interrupts learn of it, though closing wakes it, too? */
@Timeout(120)
final class InterruptedBorrowerTest {

  /** When the owner interrupts its workers. */
  enum Order {
    INTERRUPT_FIRST,
    CLOSE_FIRST,
    TOGETHER
  }

  @ParameterizedTest
  @EnumSource
  void workersThatLoopUntilTheyAreInterruptedEnd(Order order) throws Exception {
    workersEnd(order, 15);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void workersThatLoopUntilTheyAreInterruptedEndEachTime(Order order) throws Exception {
    workersEnd(order, 200);
  }

  private static void workersEnd(Order order, int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      TestPool pool = TestPool.of(1, Duration.ZERO);
      ExecutorService workers = Executors.newFixedThreadPool(3);
      CountDownLatch begun = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        workers.execute(() -> workUntilInterrupted(pool, begun));
      }
      begun.await();

      stop(order, pool, workers);

      assertThat(workers.awaitTermination(20, TimeUnit.SECONDS)).as("round " + round).isTrue();
    }
  }

  private static void stop(Order order, TestPool pool, ExecutorService workers) throws Exception {
    switch (order) {
      case INTERRUPT_FIRST -> {
        workers.shutdownNow();
        pool.registry.close();
      }
      case CLOSE_FIRST -> {
        pool.registry.close();
        workers.shutdownNow();
      }
      case TOGETHER -> {
        CyclicBarrier together = new CyclicBarrier(2);
        Threads.Running closing =
            Threads.run(
                () -> {
                  together.await();
                  pool.registry.close();
                });
        together.await();
        workers.shutdownNow();
        closing.result();
      }
    }
  }

  private static void workUntilInterrupted(TestPool pool, CountDownLatch begun) {
    while (!Thread.interrupted()) {
      begun.countDown();
      try (Connection connection = pool.borrow()) {
        connection.getAutoCommit();
      } catch (Exception refused) {
        Thread.onSpinWait();
      }
    }
  }

  /** A whole pool is borrowed, and the database is not there: only an interrupt wakes a waiter. */
  @Test
  void whoWaitsForADatabaseThatIsGoneIsReleasedAndNotLeftInterrupted() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    TestPool pool =
        TestPool.of(
            1,
            Duration.ZERO,
            new FakeDataSource()
                .onConnect(
                    () -> {
                      if (attempts.incrementAndGet() > 2) {
                        never.await();
                      }
                    }));
    Connection out = pool.borrow();
    List<Threads.Running> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiters.add(Threads.call(pool::borrow));
    }
    waiters.forEach(waiter -> Threads.awaitParked(waiter.thread));

    Threads.Running closing = Threads.run(pool.registry::close);

    for (Threads.Running waiter : waiters) {
      await().atMost(Duration.ofSeconds(5)).until(() -> !waiter.isRunning());
      assertThat(waiter.failure())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
      assertThat(waiter.interruptedAtEnd()).isFalse();
    }
    never.countDown();
    closing.result();
    out.close();
  }

  @Test
  void aWaiterThatItsOwnerHasInterruptedStaysInterrupted() throws Exception {
    TestPool pool = TestPool.of(1, Duration.ZERO);
    Connection out = pool.borrow();
    Threads.Running waiter = Threads.call(pool::borrow);
    Threads.awaitParked(waiter.thread);

    waiter.thread.interrupt();
    pool.registry.close();

    assertThat(waiter.failure()).isInstanceOf(SQLException.class);
    assertThat(waiter.interruptedAtEnd()).isTrue();
    out.close();
  }
}
