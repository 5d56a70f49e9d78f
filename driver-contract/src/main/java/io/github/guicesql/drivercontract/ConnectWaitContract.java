package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that starts before its database. */
@Timeout(120)
@Tag("any-jdk")
public abstract class ConnectWaitContract {

  protected final Engine engine;

  protected ConnectWaitContract(Engine engine) {
    this.engine = engine;
  }

  /** A server of these tests' own. */
  protected abstract TestServer server();

  /** The beginning of what the log shows of the URL. */
  protected abstract String scheme();

  protected final String at(int port) {
    return engine.dsn("127.0.0.1", port, "db", "app", "hunter2");
  }

  /** The failure of a ping with {@code CONNECT_WAIT}. */
  protected final SqlBuildException failure(String dsn, String wait) {
    Throwable thrown = catchThrowable(() -> engine.open(dsn, "CONNECT_WAIT", wait).close());
    SqlBuildException found = SqlErrors.find(thrown, SqlBuildException.class).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.PING);
    assertThat(found.toString()).doesNotContain("hunter2");
    return found;
  }

  protected final void assertNotWaitedFor(String dsn) {
    try (WaitLog log = new WaitLog()) {
      assertThat(failure(dsn, "24h")).hasMessageNotContaining("waited");
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aServerThatStartsLateIsWaitedFor() throws Exception {
    try (WaitLog log = new WaitLog()) {
      String dsn = engine.dsn(server().defaultDatabase());
      server().stop();
      CompletableFuture<Void> starting = log.firstLine().thenRunAsync(server()::start);
      try (OpenDatabase open = engine.open(dsn, "CONNECT_WAIT", "90s")) {
        assertThat(open.query("select 1")).isEqualTo("1");
      }
      starting.join();
      assertThat(log.lines().get(0))
          .startsWith("database.db: waits for " + scheme())
          .contains("for at most 90s: The database refused, SQLSTATE " + engine.unreachable());
      assertThat(log.lines().get(log.lines().size() - 1)).contains(" is there, at attempt ");
    }
  }

  @Test
  void aServerThatNeverComesIsGivenUp() throws Exception {
    assertThat(failure(at(UnresponsiveServer.unusedPort()), "1s"))
        .hasMessageContaining(
            "The database was waited for, for 1s. The database refused, SQLSTATE "
                + engine.unreachable());
  }

  @Test
  void aHostWithoutANameIsWaitedFor() {
    assertThat(failure(engine.dsn("no-such-host.invalid", 1234, "db", "app", "hunter2"), "1s"))
        .hasMessageContaining("was waited for, for 1s");
  }

  @Test
  void whatCannotHealFailsAtOnce() {
    try (TestDatabase there = engine.shared().createDatabase()) {
      String host = there.host();
      int port = there.port();
      assertNotWaitedFor(engine.dsn(host, port, there.database(), there.user(), "wrong"));
      assertNotWaitedFor(
          engine.dsn(host, port, "no_such_database", there.user(), there.password()));
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    String dsn = at(UnresponsiveServer.unusedPort());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    try (WaitLog log = new WaitLog()) {
      Thread waiting =
          new Thread(
              () -> {
                thrown.set(catchThrowable(() -> engine.open(dsn, "CONNECT_WAIT", "24h").close()));
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      waiting.start();
      log.firstLine().join();
      waiting.interrupt();
      waiting.join();
    }
    assertThat(SqlErrors.find(Objects.requireNonNull(thrown.get())).orElseThrow())
        .hasMessageContaining("interrupted");
    assertThat(interrupted.get()).isTrue();
  }
}
