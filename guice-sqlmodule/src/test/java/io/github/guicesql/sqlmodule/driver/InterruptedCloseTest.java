package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleException;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Does a thread that somebody wants to end still close everything first? */
final class InterruptedCloseTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Set<Thread> before = Threads.alive();

  @Test
  void interruptedThreadClosesEverythingAndStaysInterrupted() throws Exception {
    TestPool pool = TestPool.of(2, LONG);
    Connection out = pool.borrow();

    Threads.Running closing = Threads.run(() -> closeInterrupted(pool.registry));

    closing.result();
    assertThat(closing.interruptedAtEnd()).isTrue();
    assertThat(out.isValid(1)).isFalse();
    assertEverythingIsClosed(pool.driver);
  }

  @Test
  void interruptedThreadClosesADataSourceByItself() throws Exception {
    TestPool pool = TestPool.of(2, LONG);
    pool.borrow().close();

    Threads.Running closing = Threads.run(() -> closeInterrupted((AutoCloseable) pool.db));

    closing.result();
    assertThat(closing.interruptedAtEnd()).isTrue();
    assertEverythingIsClosed(pool.driver);
  }

  @Test
  void threadInterruptedWhileItDrainsClosesAndStaysInterrupted() throws Exception {
    TestPool pool = TestPool.of(2, LONG);
    Connection out = pool.borrow();
    Threads.Running closing = Threads.run(pool.registry::close);
    Threads.awaitParked(closing.thread);

    closing.thread.interrupt();

    closing.result();
    assertThat(closing.interruptedAtEnd()).isTrue();
    assertThat(out.isValid(1)).isFalse();
    assertEverythingIsClosed(pool.driver);
  }

  @Test
  void threadStaysInterruptedThoughSomethingDoesNotClose() throws Exception {
    TestPool pool =
        TestPool.of(
            2,
            LONG,
            new FakeDataSource()
                .onClose(
                    () -> {
                      throw new IOException("device busy");
                    }));
    pool.borrow().close();

    Threads.Running closing = Threads.run(() -> closeInterrupted(pool.registry));

    assertThat(closing.failure()).isInstanceOf(LifecycleException.class);
    assertThat(closing.interruptedAtEnd()).isTrue();
    assertEverythingIsClosed(pool.driver);
  }

  /** HikariCP stops where it is when it is interrupted while it waits for its own threads. */
  @Test
  void threadInterruptedWhileThePoolShutsDownClosesTheRestToo() throws Exception {
    CountDownLatch filling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FakeDataSource driver = new FakeDataSource();
    driver.onConnect(
        () -> {
          if (driver.attempts.get() > 1) {
            filling.countDown();
            goOn.await();
          }
        });
    LifecycleRegistry registry = new LifecycleRegistry();
    DataSource db =
        Guice.createInjector(
                LifecycleModule.using(registry),
                FakeModule.over(driver, "FAKE_MAX_OPEN_CONNS", "2"))
            .getInstance(SqlTokens.defaults().dbKey());
    db.getConnection().close();
    filling.await();
    Threads.Running closing = Threads.run(registry::close);
    Threads.awaitParked(closing.thread);

    closing.thread.interrupt();
    goOn.countDown();

    closing.result();
    assertThat(closing.interruptedAtEnd()).isTrue();
    assertEverythingIsClosed(driver);
  }

  private static void closeInterrupted(AutoCloseable closeable) throws Exception {
    Thread.currentThread().interrupt();
    closeable.close();
  }

  private void assertEverythingIsClosed(FakeDataSource driver) {
    assertThat(driver.opened).isNotEmpty();
    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(driver.closed).hasValue(1);
    Threads.awaitNoneSince(before);
  }
}
