package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL primary and its standby, each in a network namespace of its own, so that the network
 * between them and their clients can be cut. It needs Linux, and root or {@code sudo} without a
 * password.
 *
 * <p>The servers contain the database {@code test} and its owner {@code app}.
 */
public final class SplitPair implements AutoCloseable {

  private final OwnedFolder folder;
  private final String password = EmbeddedEngine.randomPassword();
  private final SplitNetwork network;
  private final PostgresPrograms unpacked;
  private final Server primary;
  private final Server standby;
  private final Watchdog watchdog;

  private SplitPair(OwnedFolder folder, PostgresPrograms unpacked) throws IOException {
    this.folder = folder;
    this.unpacked = unpacked;
    network = new SplitNetwork(2, folder.path().resolve("command.log"));
    int port = Ports.free();
    primary = new Server(0, port);
    standby = new Server(1, port);
    List<String> end = new ArrayList<>();
    for (Server server : List.of(primary, standby)) {
      end.add(String.join(" ", server.programs.stopCommand(server.path)) + " --mode=immediate");
    }
    end.add(network.removal());
    watchdog =
        Watchdog.over(
            List.of("sh", "-c", String.join("; ", end)), folder.path().toString(), () -> {});
  }

  /**
   * Starts the servers.
   *
   * @throws IllegalStateException if a server does not start, or this user may not create networks
   */
  public static SplitPair launch() {
    SplitPair pair = null;
    try {
      Path base = Product.POSTGRES.base();
      PostgresPrograms unpacked = PostgresPrograms.unpacked(base);
      pair = new SplitPair(OwnedFolder.temporary(base), unpacked);
      pair.start();
      return pair;
    } catch (IOException | SQLException | RuntimeException e) {
      if (pair != null) {
        pair.close();
      }
      throw new IllegalStateException("The pair does not start: " + e.getMessage(), e);
    }
  }

  private void start() throws IOException, SQLException {
    network.create();
    primary.create();
    Commands.run(
        List.of("cp", "-a", primary.path.toString(), standby.path.toString()),
        folder.path().resolve("command.log"));
    Files.createFile(Programs.data(standby.path).resolve("standby.signal"));
    primary.start(standby);
    standby.start(primary);
    try (Connection connection = primary.connect("postgres", "postgres")) {
      Replication.execute(
          connection,
          "CREATE ROLE app LOGIN PASSWORD '" + password + "'",
          "CREATE DATABASE test OWNER app");
    }
  }

  /** The server that starts as the primary. */
  public Server primary() {
    return primary;
  }

  /** The server that starts as the standby. */
  public Server standby() {
    return standby;
  }

  /** The URI with both servers, for the user {@code app}. */
  public String dsn() {
    return "postgres://app:%s@%s:%d,%s:%d/test"
        .formatted(
            password,
            primary.address().host(),
            primary.address().port(),
            standby.address().host(),
            standby.address().port());
  }

  /** Stops the servers, and removes their data and networks. */
  @Override
  public void close() {
    try {
      primary.kill();
      standby.kill();
      network.remove();
      watchdog.close();
      folder.close();
    } catch (IOException e) {
      throw new IllegalStateException("Something is left of the pair: " + e.getMessage(), e);
    }
  }

  /** One of the servers. */
  public final class Server {
    private final int machine;
    private final int port;
    private final Path path;
    private final PostgresPrograms programs;
    private @Nullable ServerFolder prepared;

    private Server(int machine, int port) {
      this.machine = machine;
      this.port = port;
      path = folder.path().resolve("server" + machine);
      List<String> prefix = new ArrayList<>(network.command(machine));
      prefix.addAll(unpacked.prefix());
      programs = new PostgresPrograms(unpacked.home(), prefix, unpacked.unprivileged());
    }

    private Address address() {
      return new Address(
          Product.POSTGRES, network.address(machine), port, "postgres", "postgres", password, "");
    }

    private void create() throws IOException {
      Files.createDirectory(path);
      Files.writeString(path.resolve("password"), password);
      Path data = Programs.data(path);
      programs.create(new ServerFolder(path, true, PostgresOptions.defaults(), address()), data);
      Files.writeString(
          data.resolve("pg_hba.conf"),
          "host all all all scram-sha-256\nhost replication all all scram-sha-256\n",
          StandardOpenOption.APPEND);
    }

    private void start(Server other) throws IOException {
      Map<String, String> settings =
          Map.of(
              "listen_addresses",
              address().host(),
              "primary_conninfo",
              "host=%s port=%d user=postgres password=%s"
                  .formatted(other.address().host(), port, password),
              "wal_retrieve_retry_interval",
              "100ms");
      ServerFolder server =
          new ServerFolder(
              path, true, new PostgresOptions(settings, null, port, null, null), address());
      programs.prepare(server);
      programs.start(server, path.resolve("server.log"));
      prepared = server;
    }

    /** Cuts this server off from everybody, silently: nothing is refused, and nothing arrives. */
    public void cut() throws IOException {
      network.cut(machine);
    }

    /** Ends {@link #cut}. */
    public void heal() throws IOException {
      network.heal(machine);
    }

    /** Has all that this server sends vanish, while it still receives. */
    public void mute() throws IOException {
      network.mute(machine);
    }

    /** Ends {@link #mute}. */
    public void unmute() throws IOException {
      network.unmute(machine);
    }

    /** Makes this standby a primary. */
    public void promote() throws SQLException {
      try (Connection connection = connect("postgres", "postgres")) {
        Replication.ask(connection, "SELECT pg_promote(true, 60)");
      }
    }

    /** Returns the position until which this standby has replayed, or the primary has written. */
    public String position() throws SQLException {
      try (Connection connection = connect("postgres", "postgres")) {
        return Replication.ask(
            connection,
            "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                + " ELSE pg_current_wal_flush_lsn() END");
      }
    }

    /** Connects to the database of the user {@code app}. */
    public Connection connectAsApp() throws SQLException {
      return connect("test", "app");
    }

    private Connection connect(String database, String user) throws SQLException {
      return address().withDatabase(database).withUser(user).connect();
    }

    private void kill() {
      if (prepared != null) {
        programs.running(path).ifPresent(Processes::kill);
        prepared = null;
      }
    }
  }
}
