package io.github.guicesql.sqltest;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real database server for tests: a {@link PostgresServer}, a {@link MariaDbServer} or a {@link
 * MysqlServer}.
 *
 * <p>Thread-safe.
 */
public abstract sealed class TestServer implements AutoCloseable
    permits PostgresServer, MariaDbServer, MysqlServer {

  /** The ways to run a server. */
  public enum Kind {
    /** The server is run by somebody else. */
    EXTERNAL,
    /** The server runs in a Docker container, with Testcontainers. */
    DOCKER,
    /** This JVM runs the server, from programs in Maven artifacts. */
    EMBEDDED
  }

  /** The prefix of each database's name; the second of its creation follows. */
  private static final String PREFIX = "sqltest_";

  private static final Logger log = LoggerFactory.getLogger(TestServer.class);

  private final Engine engine;
  private final String version;
  private final boolean shared;
  private boolean stopped;
  private boolean closed;

  TestServer(ReadyServer server, boolean shared) {
    this.engine = server.engine();
    this.version = server.version();
    this.shared = shared;
  }

  /**
   * Returns the JVM's shared server, which the first caller starts. It starts on a thread of its
   * own, so that an interrupt ends the wait for it only: all later tests need it, too.
   */
  static <S extends TestServer> S shared(FutureTask<S> server) {
    if (!server.isDone()) {
      Thread starting = new Thread(server, "guice-sqltest start"); // does nothing if it has begun
      starting.setDaemon(true);
      starting.start();
    }
    try {
      return server.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IllegalStateException(cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the test server was starting", e);
    }
  }

  /** How this server is run. */
  public Kind kind() {
    return engine.kind();
  }

  /** The version as the server reports it, such as {@code 18.6} or {@code 11.4.5}. */
  public String version() {
    return version;
  }

  /**
   * Whether {@link #stop()}, {@link #start()} and {@link #restart()} are supported; an external
   * server supports none of them.
   */
  public boolean canRestart() {
    return engine.kind() != Kind.EXTERNAL;
  }

  /**
   * The server's default database; its {@code close} does not drop it. Use it for data that is to
   * be kept in a data folder.
   */
  public TestDatabase defaultDatabase() {
    return new TestDatabase(engine.address(), () -> {});
  }

  /**
   * Creates an empty database for the caller alone.
   *
   * @throws IllegalStateException if the server does not create it
   */
  public TestDatabase createDatabase() {
    String name = newName();
    String sql = "CREATE DATABASE " + name;
    try (Administration once = administration()) {
      execute(sql, once, statement -> statement.execute(sql));
    }
    return new TestDatabase(engine.address().withDatabase(name), () -> drop(name));
  }

  /** Returns a copier of a database of this server, to which nobody is connected. */
  DatabaseCopier copier(TestDatabase template) {
    return product().copier(template.database());
  }

  /** Returns a connection for commands to this server. */
  Administration administration() {
    return new Administration(engine::address);
  }

  /** Creates a copy. */
  TestDatabase copy(DatabaseCopier copier, Administration administration) {
    String name = newName();
    execute("a copy", administration, statement -> copier.copy(name, statement));
    return new TestDatabase(engine.address().withDatabase(name), () -> drop(name));
  }

  /**
   * Makes a copy that was used what it was when it was created.
   *
   * @return false if it may differ from a new copy
   */
  boolean reset(TestDatabase copy, DatabaseCopier copier, Administration administration) {
    try {
      return administration.run(statement -> copier.reset(copy.database(), statement));
    } catch (SQLException e) {
      log.debug("{} is dropped, and not used again", copy, e);
      return false;
    }
  }

  /** Drops a database by a connection that the caller keeps. */
  void drop(TestDatabase database, Administration administration) {
    drop(database.database(), administration);
  }

  private static String newName() {
    return PREFIX
        + Instant.now().getEpochSecond()
        + "_"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * Stops the server: open transactions are rolled back and connections are closed. Does nothing if
   * it is stopped already.
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
   * Starts the server again, on the same port and with the same data. Does nothing if it is
   * running.
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
   * Stops a launched server and removes its data, unless it has a data folder of its own. Does
   * nothing for the shared server, which other tests use, and nothing when called again.
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
    return product().title() + " " + version + " (" + engine.kind() + ", " + engine.address() + ")";
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " was closed: launch another one");
    }
  }

  private Product product() {
    return engine.address().product();
  }

  private void drop(String name) {
    try (Administration once = administration()) {
      drop(name, once);
    }
  }

  private synchronized void drop(String name, Administration administration) {
    if (!closed && !stopped) {
      execute(
          "DROP DATABASE " + name, administration, statement -> product().drop(name, statement));
    }
  }

  private void execute(String what, Administration administration, Command command) {
    try {
      administration.run(
          statement -> {
            command.run(statement);
            return true;
          });
    } catch (SQLException e) {
      throw new IllegalStateException(this + " refused " + what + ": " + e.getMessage(), e);
    }
  }

  private interface Command {
    void run(Statement statement) throws SQLException;
  }
}
