package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One server of a {@link ReplicatedPair}: it can be killed, frozen, promoted and demoted.
 *
 * <p>Thread-safe.
 */
public final class ReplicatedServer {
  private final Replication replication;
  private final Programs programs;
  private final EmbeddedEngine engine;
  private final Address ordinary;
  private boolean primary;
  private @Nullable Watchdog frozen;

  ReplicatedServer(
      Replication replication, Programs programs, EmbeddedEngine engine, boolean primary) {
    this.replication = replication;
    this.programs = programs;
    this.engine = engine;
    this.ordinary = engine.address().withUser("app").withDatabase("test");
    this.primary = primary;
  }

  /**
   * The database on this server, with an ordinary user who owns it. Its {@code close} does nothing.
   */
  public TestDatabase database() {
    return new TestDatabase(ordinary, () -> {});
  }

  /**
   * The database on this server, with the superuser. MariaDB and MySQL let it write on a standby,
   * too. Its {@code close} does nothing.
   */
  public TestDatabase superuser() {
    return new TestDatabase(engine.address().withDatabase(ordinary.database()), () -> {});
  }

  /** Kills this server ({@code kill -9}): its connections are reset, and nothing is sent on. */
  public synchronized void kill() {
    forgetFrozen();
    engine.process().ifPresent(Processes::kill);
    engine.stop();
  }

  /**
   * Stops this server in order: its connections are closed, and a primary sends what it has
   * committed to its standby first.
   *
   * @throws IllegalStateException if it does not stop within 60 s
   */
  public synchronized void stop() {
    thaw();
    engine.stop();
  }

  /**
   * Starts this server again as what it was: a primary that was killed comes back as a primary,
   * even if the other server was promoted since. Does nothing if it is running.
   *
   * @throws IllegalStateException if it does not start within 60 s
   */
  public synchronized void start() {
    engine.start();
    if (primary) {
      asSuperuser("start", replication::startedAsPrimary);
    }
  }

  /**
   * Freezes this server ({@code SIGSTOP}): its connections stay open and new ones are accepted, but
   * nothing answers, as if the machine hung.
   *
   * @throws IllegalStateException if it is not running
   * @throws UnsupportedOperationException on Windows
   */
  public synchronized void freeze() {
    if (frozen == null) {
      ProcessHandle process =
          engine
              .process()
              .orElseThrow(() -> new IllegalStateException(this + " is not running: start it"));
      try {
        frozen = Processes.freeze(process, Programs.words(folder()));
      } catch (IOException e) {
        throw failed("freeze", e);
      }
    }
  }

  /** Lets a frozen server go on, as if nothing had happened. Does nothing if it is not frozen. */
  public synchronized void thaw() {
    if (frozen != null) {
      forgetFrozen();
      engine
          .process()
          .ifPresent(
              process -> {
                try {
                  Processes.thaw(process, Programs.words(folder()));
                } catch (IOException e) {
                  throw failed("thaw", e);
                }
              });
    }
  }

  /**
   * Makes this standby a primary, after it has replayed all that it has received, whatever becomes
   * of the other server; or makes a {@linkplain #demote() demoted} primary writable again.
   *
   * @throws IllegalStateException if it does not become one within 60 s
   */
  public synchronized void promote() {
    asSuperuser("promote", replication::promote);
    primary = true;
  }

  /**
   * Makes this primary read-only, while its connections stay: {@code default_transaction_read_only}
   * on PostgreSQL, {@code read_only} on MariaDB and MySQL.
   *
   * @throws IllegalStateException if it refuses
   */
  public synchronized void demote() {
    asSuperuser("demote", replication::demote);
    primary = false;
  }

  /**
   * Makes this server a standby of the primary, with a new copy of the primary's data, as after the
   * loss of a machine, and returns when it has replayed what the primary has committed. What only
   * this server has committed is lost. Kills this server first if it is running.
   *
   * @throws IllegalStateException if it does not start and catch up within 60 s each
   */
  public synchronized void rejoin(ReplicatedServer asStandbyOf) {
    kill();
    try {
      engine.replaceData(replication.standbyData(asStandbyOf.engine, programs));
    } catch (IOException e) {
      throw failed("rejoin", e);
    }
    startAsStandby(asStandbyOf);
    awaitReplay(asStandbyOf);
  }

  /** Makes this standby receive without replaying, so that it lags behind. */
  public synchronized void pauseReplay() {
    asSuperuser("pause", replication::pauseReplay);
  }

  /** Ends {@link #pauseReplay()}. */
  public synchronized void resumeReplay() {
    asSuperuser("resume", replication::resumeReplay);
  }

  /**
   * Waits until this standby has replayed all that the primary has committed until now.
   *
   * @throws IllegalStateException if it does not within 60 s
   */
  public void awaitReplay(ReplicatedServer of) {
    String[] position = new String[1];
    of.asSuperuser("ask", server -> position[0] = replication.position(server));
    asSuperuser("await the replay of", server -> awaitReplay(server, position[0]));
  }

  private void awaitReplay(Connection server, String position) throws SQLException {
    long deadline = System.nanoTime() + Commands.LIMIT.toNanos();
    while (!replication.replayed(server, position)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            this
                + " has not replayed "
                + position
                + " within "
                + Commands.LIMIT.toSeconds()
                + " s: "
                + replication.state(server));
      }
      Processes.pause();
    }
  }

  @Override
  public String toString() {
    return ordinary.toString();
  }

  Path folder() {
    return engine.server().path();
  }

  Address ordinary() {
    return ordinary;
  }

  /** Creates the ordinary user and the database. */
  void setUp() {
    asSuperuser(
        "set up",
        engine.address(),
        server -> Replication.execute(server, replication.setUp(ordinary).toArray(String[]::new)));
  }

  /** Starts this server, whose data are a standby's. */
  synchronized void startAsStandby(ReplicatedServer of) {
    primary = false;
    engine.start();
    follow(of);
  }

  /** Makes this running server the standby of another one. */
  synchronized void follow(ReplicatedServer of) {
    primary = false;
    asSuperuser("follow", server -> replication.follow(server, of.engine.address()));
  }

  synchronized void close() {
    try {
      thaw();
    } finally {
      engine.close();
    }
  }

  private void forgetFrozen() {
    if (frozen != null) {
      frozen.close();
      frozen = null;
    }
  }

  private void asSuperuser(String what, Action action) {
    asSuperuser(what, engine.address(), action);
  }

  private void asSuperuser(String what, Address address, Action action) {
    try (Connection connection = address.connect()) {
      action.on(connection);
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }

  private IllegalStateException failed(String what, Exception cause) {
    return new IllegalStateException(
        "Could not " + what + " " + this + ": " + cause.getMessage(), cause);
  }

  private interface Action {
    void on(Connection connection) throws SQLException;
  }
}
