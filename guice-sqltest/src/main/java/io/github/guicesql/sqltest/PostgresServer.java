package io.github.guicesql.sqltest;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * <p>{@link #launch(PostgresOptions)} starts a server of one's own, for a test that stops it or
 * needs other settings.
 *
 * <p>A server of ours is gone, with its data, soon after the JVM ends, even one that was killed.
 * (On Windows, the next start of one sees to what a killed JVM left.) A container is removed by
 * Testcontainers or, where its reaper is turned off, by the {@code docker} command.
 *
 * <p>Safe for use by several threads.
 */
public final class PostgresServer implements AutoCloseable {

  /** Who runs a server. */
  public enum Kind {
    /** Somebody else. */
    EXTERNAL,
    /** A Docker engine, through Testcontainers. */
    DOCKER,
    /** This JVM, from programs that come as Maven artifacts. */
    EMBEDDED
  }

  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

  /** Begins the name of each database, before the second of its creation. */
  private static final String PREFIX = "sqltest_";

  private final Engine engine;
  private final String version;
  private final boolean shared;
  private boolean stopped;
  private boolean closed;

  private PostgresServer(Engine engine, String version, boolean shared) {
    this.engine = engine;
    this.version = version;
    this.shared = shared;
  }

  /**
   * The server that is shared by all tests of this JVM, started on first use and ended with the
   * JVM. It is the first of these:
   *
   * <ol>
   *   <li>the one whose libpq URI or JDBC URL is in {@code SQLTEST_POSTGRES_DSN}; its user must be
   *       allowed to create databases;
   *   <li>a container of the image in {@code SQLTEST_POSTGRES_IMAGE} (default {@code postgres:18}),
   *       if a Docker engine answers within 2 s and has the container up within 60 s; with {@code
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
    Shared.SERVER.run();
    try {
      return Shared.SERVER.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IllegalStateException(cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the test server was starting", e);
    }
  }

  /**
   * Starts a server of one's own, always an embedded one. With an option for a data folder, the
   * folder is left when the server is closed; without, everything goes.
   *
   * @throws IllegalStateException if it does not start within 60 s, with the server's own words
   */
  public static PostgresServer launch(PostgresOptions options) {
    long began = System.nanoTime();
    return of(EmbeddedEngine.start(options), began);
  }

  /** Takes over the engine, and closes it if it turns out not to answer. */
  static PostgresServer of(Engine engine, long began) {
    try (Connection connection = engine.address().connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW server_version")) {
      result.next();
      String version = result.getString(1).split(" ", 2)[0];
      LOG.info(
          "PostgreSQL {} for tests: {} server at {}:{}, ready after {} ms",
          version,
          engine.kind().name().toLowerCase(Locale.ROOT),
          engine.address().host(),
          engine.address().port(),
          (System.nanoTime() - began) / 1_000_000);
      PostgresServer server = new PostgresServer(engine, version, false);
      if (engine.kind() == Kind.EXTERNAL) {
        dropAbandoned(statement);
      }
      return server;
    } catch (SQLException e) {
      engine.close();
      throw new IllegalStateException(
          "The PostgreSQL server at "
              + engine.address().host()
              + ":"
              + engine.address().port()
              + " does not let "
              + engine.address().user()
              + " in: "
              + e.getMessage(),
          e);
    }
  }

  /** Who runs this server. */
  public Kind kind() {
    return engine.kind();
  }

  /** The server's version as it says it, as {@code 18.6}. */
  public String version() {
    return version;
  }

  /**
   * Whether {@link #stop()}, {@link #start()} and {@link #restart()} work: not for an external one.
   */
  public boolean canRestart() {
    return engine.kind() != Kind.EXTERNAL;
  }

  /**
   * The database that the server always has; its {@code close} leaves it there. It is the one to
   * use when data shall live on in a {@linkplain PostgresOptions#withDataDirectory data folder}.
   */
  public TestDatabase defaultDatabase() {
    return new TestDatabase(engine.address(), () -> {});
  }

  /**
   * Creates an empty database, for the caller alone.
   *
   * @throws IllegalStateException if the server does not create it
   */
  public TestDatabase createDatabase() {
    String name =
        PREFIX
            + Instant.now().getEpochSecond()
            + "_"
            + UUID.randomUUID().toString().substring(0, 8);
    execute("CREATE DATABASE " + name);
    return new TestDatabase(engine.address().withDatabase(name), () -> drop(name));
  }

  /**
   * Stops the server: open transactions are rolled back and connections are closed. Does nothing if
   * it is stopped.
   *
   * @throws UnsupportedOperationException if the server is external
   * @throws IllegalStateException if it does not stop within 60 s, or was closed
   */
  public synchronized void stop() {
    checkOpen();
    engine.stop();
    stopped = true;
  }

  /**
   * Starts the server again, on the same port and with the same data. Does nothing if it runs.
   *
   * @throws UnsupportedOperationException if the server is external
   * @throws IllegalStateException if it does not start within 60 s, or was closed
   */
  public synchronized void start() {
    checkOpen();
    engine.start();
    stopped = false;
  }

  /** Stops the server and starts it again, as {@link #stop()} and {@link #start()} do. */
  public synchronized void restart() {
    stop();
    start();
  }

  /**
   * Ends a launched server and removes its data, unless it has a data folder of its own. Does
   * nothing to the shared one, which other tests use, and nothing when called again.
   */
  @Override
  public synchronized void close() {
    if (!closed && !shared) {
      closed = true;
      engine.close();
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL " + version + " (" + engine.kind() + ", " + engine.address() + ")";
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " was closed: launch another one");
    }
  }

  private synchronized void drop(String name) {
    if (!closed && !stopped) {
      execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
  }

  private void execute(String sql) {
    try (Connection connection = engine.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(this + " refused " + sql + ": " + e.getMessage(), e);
    }
  }

  // A killed JVM drops nothing, and an external server outlives it.
  private static void dropAbandoned(Statement statement) {
    try {
      List<String> names = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "SELECT datname FROM pg_database d"
                  + " WHERE datname ~ '^sqltest_[0-9]{10}_[0-9a-f]{8}$'"
                  + " AND to_timestamp(substr(datname, 9, 10)::bigint) < now() - interval '1 day'"
                  + " AND pg_has_role(datdba, 'MEMBER')"
                  + " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)")) {
        while (found.next()) {
          names.add(found.getString(1));
        }
      }
      for (String name : names) {
        LOG.info("Dropping {}, which a test left a day ago or more", name);
        statement.execute("DROP DATABASE IF EXISTS " + name);
      }
    } catch (SQLException e) {
      LOG.warn("Could not drop databases that earlier tests left: {}", e.getMessage());
    }
  }

  /** The one static state of this module: that there is one server per JVM is its purpose. */
  private static final class Shared {
    static final FutureTask<PostgresServer> SERVER =
        new FutureTask<>(
            () -> {
              PostgresServer started = SharedServer.start(SharedServer::environment);
              return new PostgresServer(started.engine, started.version, true);
            });
  }
}
