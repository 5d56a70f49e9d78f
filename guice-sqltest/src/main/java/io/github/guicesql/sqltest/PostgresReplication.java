package io.github.guicesql.sqltest;

import static io.github.guicesql.sqltest.Replication.ask;
import static io.github.guicesql.sqltest.Replication.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * PostgreSQL's streaming replication. A server is a standby if its data folder contains {@code
 * standby.signal}; where its primary would be is always configured.
 */
record PostgresReplication(PostgresOptions given) implements Replication {
  private static final String READ_ONLY = "default_transaction_read_only";

  @Override
  public Product product() {
    return Product.POSTGRES;
  }

  @Override
  public ServerOptions options(int number, int port, int other, String password) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "primary_conninfo",
        "host=localhost port=%d user=postgres password=%s application_name=server%d"
            .formatted(other, password, number));
    // A standby that was away needs the log since then.
    settings.put("wal_keep_size", "256MB");
    // A standby looks for its primary so often instead of every 5 s.
    settings.put("wal_retrieve_retry_interval", "100ms");
    settings.putAll(given.settings());
    return new PostgresOptions(settings, null, port, given.certificate(), given.privateKey());
  }

  @Override
  public EmbeddedEngine.Data standbyData(EmbeddedEngine primary, Programs programs) {
    return (server, data) -> {
      Path origin = Programs.data(primary.server().path());
      if (primary.process().isPresent()) {
        backup(primary.address(), origin, data);
      } else {
        copy(origin, data, true);
      }
      OwnedFolder.restrict(data, "rwx------");
      Files.createFile(data.resolve("standby.signal"));
    };
  }

  /** Copies a running server's data, as {@code pg_basebackup} does, which is not at hand. */
  private static void backup(Address primary, Path origin, Path data) throws IOException {
    try (Connection connection = primary.connect()) {
      ask(connection, "SELECT pg_backup_start('standby', true)");
      copy(origin, data, false);
      Files.writeString(
          data.resolve("backup_label"),
          ask(connection, "SELECT labelfile FROM pg_backup_stop(false)"));
    } catch (SQLException e) {
      throw new IOException("The primary lets nobody copy it: " + e.getMessage(), e);
    }
  }

  /**
   * Copies a data folder.
   *
   * @param log whether to copy the write-ahead log, too; a backup streams it instead
   */
  private static void copy(Path origin, Path data, boolean log) throws IOException {
    try (Stream<Path> all = Files.walk(origin)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path relative = origin.relativize(path);
        if (Files.isDirectory(path)) {
          Files.createDirectories(data.resolve(relative));
        } else if (!relative.startsWith("postmaster.pid")
            && !relative.startsWith("standby.signal")
            && (log || !relative.startsWith("pg_wal"))) {
          copyFile(path, data.resolve(relative));
        }
      }
    }
  }

  private static void copyFile(Path from, Path to) throws IOException {
    try {
      Files.copy(from, to);
    } catch (NoSuchFileException e) {
      // A running server removes files. What a backup needs of them is in the log.
      if (Files.exists(from)) {
        throw e;
      }
    }
  }

  @Override
  public List<String> setUp(Address ordinary) {
    return List.of(
        "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(ordinary.user(), ordinary.password()),
        "CREATE DATABASE %s OWNER %s".formatted(ordinary.database(), ordinary.user()));
  }

  /** Does nothing: the file in its data folder makes it a standby. */
  @Override
  public void follow(Connection standby, Address primary) {}

  /** Does nothing: without the file in its data folder it is a primary. */
  @Override
  public void startedAsPrimary(Connection server) {}

  @Override
  public void promote(Connection server) throws SQLException {
    if (ask(server, "SELECT pg_is_in_recovery()").equals("t")) {
      ask(server, "SELECT pg_promote(true, " + Commands.LIMIT.toSeconds() + ")");
    }
    execute(server, "ALTER SYSTEM RESET " + READ_ONLY);
    reload(server, "off");
  }

  @Override
  public void demote(Connection server) throws SQLException {
    execute(server, "ALTER SYSTEM SET " + READ_ONLY + " = on");
    reload(server, "on");
  }

  /** Returns when the server has read its settings again. */
  private static void reload(Connection server, String expected) throws SQLException {
    ask(server, "SELECT pg_reload_conf()");
    long deadline = System.nanoTime() + Commands.LIMIT.toNanos();
    while (!ask(server, "SHOW " + READ_ONLY).equals(expected)) {
      if (System.nanoTime() > deadline) {
        throw new SQLException(READ_ONLY + " does not become " + expected);
      }
      Processes.pause();
    }
  }

  @Override
  public void switchover(ReplicatedServer from, ReplicatedServer to) throws IOException {
    // A primary that is stopped in order sends everything to its standby first.
    from.stop();
    to.promote();
    Files.createFile(Programs.data(from.folder()).resolve("standby.signal"));
    from.startAsStandby(to);
  }

  @Override
  public String position(Connection primary) throws SQLException {
    // The insert position may be behind the header of a page that the standby has not got.
    return ask(primary, "SELECT pg_current_wal_flush_lsn()");
  }

  @Override
  public boolean replayed(Connection standby, String position) throws SQLException {
    return ask(standby, "SELECT pg_last_wal_replay_lsn() >= '" + position + "'").equals("t");
  }

  @Override
  public String state(Connection standby) throws SQLException {
    return "replayed until "
        + ask(standby, "SELECT pg_last_wal_replay_lsn()")
        + ", receiver: "
        + ask(standby, "SELECT coalesce(max(status), 'none') FROM pg_stat_wal_receiver");
  }

  @Override
  public void pauseReplay(Connection standby) throws SQLException {
    ask(standby, "SELECT pg_wal_replay_pause()");
    while (!ask(standby, "SELECT pg_get_wal_replay_pause_state()").equals("paused")) {
      Processes.pause();
    }
  }

  @Override
  public void resumeReplay(Connection standby) throws SQLException {
    ask(standby, "SELECT pg_wal_replay_resume()");
  }
}
