package io.github.guicesql.sqltest;

import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server for tests.
 *
 * <p>{@link #shared()} is one server for the whole JVM; {@link #createDatabase()} gives each test
 * class a database of its own there:
 *
 * <pre>{@code
 * try (TestDatabase database = PostgresServer.shared().createDatabase()) {
 *   // database.dsn(), or database.jdbcUrl() with database.user() and database.password()
 * }
 * }</pre>
 *
 * <p>{@link #launch(PostgresOptions)} starts a private server, for a test that stops it or needs
 * other settings.
 *
 * <p>A server that this module runs is stopped and its data removed soon after the JVM ends, even
 * if the JVM was killed. (On Windows, the next start of such a server removes what a killed JVM
 * left.) A container is removed by Testcontainers or, where its reaper is turned off, by the {@code
 * docker} command.
 *
 * <p>Thread-safe.
 */
public final class PostgresServer extends TestServer {

  private PostgresServer(ReadyServer server, boolean shared) {
    super(server, shared);
  }

  /**
   * The server that is shared by all tests of this JVM, started on first use and stopped with the
   * JVM. It is the first of these:
   *
   * <ol>
   *   <li>the one whose libpq URI or JDBC URL is in {@code SQLTEST_POSTGRES_DSN}; its user must be
   *       allowed to create databases;
   *   <li>a container of the image in {@code SQLTEST_POSTGRES_IMAGE} (default {@code postgres:18}),
   *       if a Docker engine answers within 2 s and starts the container within 60 s; with {@code
   *       SQLTEST_DOCKER_PULL=never} only from images that the engine has already;
   *   <li>an embedded one: PostgreSQL 18, on Linux, macOS and Windows, as an ordinary user or as
   *       root.
   * </ol>
   *
   * {@code SQLTEST_POSTGRES}, set to {@code external}, {@code docker} or {@code embedded}, allows
   * only that one. Each of these names is a system property or, failing that, an environment
   * variable. A log line at INFO says which server it is.
   *
   * @throws IllegalStateException if it cannot be started; later calls throw the same again at once
   */
  public static PostgresServer shared() {
    return shared(Shared.SERVER);
  }

  /**
   * Starts a private server, which is always embedded. If the options name a data folder, it is
   * kept when the server is closed; otherwise everything is removed.
   *
   * @throws IllegalStateException if it does not start within 60 s, with the server's own output
   */
  public static PostgresServer launch(PostgresOptions options) {
    Product product = Product.POSTGRES;
    return new PostgresServer(
        ReadyServer.of(product, () -> EmbeddedEngine.start(product, options)), false);
  }

  /** Chooses and starts a server that is not shared yet. */
  static PostgresServer choose(Function<String, @Nullable String> environment) {
    return new PostgresServer(SharedServer.start(Product.POSTGRES, environment), false);
  }

  /** The shared server, one per product and JVM; this is the only static state of this module. */
  private static final class Shared {
    static final FutureTask<PostgresServer> SERVER =
        new FutureTask<>(
            () ->
                new PostgresServer(
                    SharedServer.start(Product.POSTGRES, SharedServer::environment), true));
  }
}
