package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Is nothing left of a server whose start fails half-way, and does it fail for its caller only? */
@Timeout(120)
final class FailedStartTest {

  /** A container that starts, and whose address nobody can say. */
  private static final class Unreachable extends PostgreSQLContainer {

    private final AtomicBoolean runs;

    Unreachable(AtomicBoolean runs) {
      super(DockerImageName.parse("postgres:18"));
      this.runs = runs;
    }

    @Override
    public void start() {
      runs.set(true);
    }

    @Override
    public String getHost() {
      throw new IllegalStateException("no host");
    }

    @Override
    public void stop() {
      runs.set(false);
    }
  }

  @Test
  void aContainerWhoseAddressIsUnknownIsRemoved() {
    AtomicBoolean runs = new AtomicBoolean();

    assertThatThrownBy(() -> DockerEngine.started(Product.POSTGRES, new Unreachable(runs)))
        .hasMessage("no host");

    assertThat(runs).isFalse();
  }

  @Test
  void aFolderThatCannotBeMadeIsNotLocked(@TempDir Path base) throws Exception {
    Files.createDirectory(base.resolve("taken"));

    assertThatThrownBy(() -> OwnedFolder.temporary(base, "taken"))
        .isInstanceOf(FileAlreadyExistsException.class);

    try (ProcessLock lock = ProcessLock.tryAcquire(base.resolve("taken.lock"))) {
      assertThat(lock).isNotNull();
    }
  }

  /** An engine of a server that answers, and that fails at what is asked next. */
  private record Forgetful(Address address, AtomicBoolean open) implements Engine {

    @Override
    public TestServer.Kind kind() {
      throw new IllegalStateException("forgotten");
    }

    @Override
    public void stop() {}

    @Override
    public void start() {}

    @Override
    public void close() {
      open.set(false);
    }
  }

  @Test
  void anEngineIsClosedWhateverFailsAfterItsStart() {
    TestDatabase database = PostgresServer.shared().defaultDatabase();
    Address address = Address.parse(Product.POSTGRES, database.dsn(), "the test");
    AtomicBoolean open = new AtomicBoolean(true);

    assertThatThrownBy(() -> ReadyServer.of(Product.POSTGRES, () -> new Forgetful(address, open)))
        .hasMessage("forgotten");

    assertThat(open).isFalse();
  }

  @Test
  void aFailureWithAFileSaysWhatHasFailed() {
    assertThat(Bounded.reason(new IOException(new AccessDeniedException("/temp/folder"))))
        .isEqualTo("AccessDeniedException: /temp/folder");
    assertThat(Bounded.reason(new FileSystemException("/temp/folder", null, "Not a directory")))
        .isEqualTo("/temp/folder: Not a directory");
  }

  @Test
  void anInterruptEndsTheWaitForTheSharedServerAndNotItsStart() {
    CountDownLatch go = new CountDownLatch(1);
    FutureTask<PostgresServer> start =
        new FutureTask<>(
            () -> {
              go.await();
              return PostgresServer.shared();
            });
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> TestServer.shared(start))
        .hasMessage("Interrupted while the test server was starting");

    assertThat(Thread.interrupted()).isTrue();
    go.countDown();
    assertThat(TestServer.shared(start)).isSameAs(PostgresServer.shared());
  }
}
