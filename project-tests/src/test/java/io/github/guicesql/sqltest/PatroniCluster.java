package io.github.guicesql.sqltest;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Three PostgreSQL servers that Patroni watches, with the etcd that it needs, on this machine.
 * Replication is synchronous ({@code synchronous_mode}), so that no acknowledged row may be lost.
 * The lease of the primary ({@code ttl}) is 20 s, the least that Patroni allows.
 *
 * <p>The servers contain the database {@code test} and its owner {@code app}.
 */
public final class PatroniCluster implements AutoCloseable {

  private static final int NODES = 3;
  private static final Duration START = Duration.ofMinutes(2);

  /** The lease, and what Patroni may need after it. */
  private static final Duration FAILOVER = Duration.ofSeconds(60);

  private static final String CONFIGURATION =
      """
      scope: test
      name: %1$s
      restapi:
        listen: 127.0.0.1:%2$d
        connect_address: 127.0.0.1:%2$d
      etcd3:
        host: 127.0.0.1:%3$d
      bootstrap:
        dcs:
          ttl: 20
          loop_wait: 2
          retry_timeout: 3
          synchronous_mode: true
          postgresql:
            use_pg_rewind: true
            parameters:
              max_connections: 60
              wal_log_hints: 'on'
              wal_keep_size: 256MB
        initdb:
        - encoding: UTF8
        - locale: C
      postgresql:
        listen: 127.0.0.1:%4$d
        connect_address: 127.0.0.1:%4$d
        data_dir: %5$s
        bin_dir: %6$s
        pgpass: %5$s.pgpass
        basebackup:
        - checkpoint: fast
        authentication:
          superuser:
            username: postgres
            password: %7$s
          replication:
            username: standby
            password: %7$s
          rewind:
            username: rewind
            password: %7$s
        parameters:
          unix_socket_directories: ''
          fsync: 'off'
        pg_hba:
        - host all all 127.0.0.1/32 scram-sha-256
        - host replication all 127.0.0.1/32 scram-sha-256
      """;

  private final ClusterFolder folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String password = EmbeddedEngine.randomPassword();
  private final ClusterProcess etcd;
  private final int etcdPort;
  private final List<Node> nodes = new ArrayList<>();

  private PatroniCluster(ClusterFolder folder) throws IOException {
    this.folder = folder;
    etcd = new ClusterProcess("etcd", folder);
    etcdPort = Ports.free();
    for (int number = 1; number <= NODES; number++) {
      nodes.add(new Node("node" + number, Ports.free(), Ports.free()));
    }
  }

  /**
   * Starts a cluster, and returns when a primary and its standbys are there.
   *
   * @param name the cluster's name, for its logs
   * @throws IllegalStateException if a program is missing or does not start
   */
  public static PatroniCluster launch(String name) {
    ClusterFolder folder = ClusterFolder.create(name);
    PatroniCluster cluster = null;
    try {
      cluster = new PatroniCluster(folder);
      cluster.start();
      return cluster;
    } catch (IOException | SQLException | RuntimeException e) {
      if (cluster != null) {
        cluster.close();
      } else {
        folder.close();
      }
      throw new IllegalStateException(
          "The cluster does not start, see the logs in target/clusters: " + e.getMessage(), e);
    }
  }

  private void start() throws IOException, SQLException {
    int peer = Ports.free();
    String peers = "http://127.0.0.1:" + peer;
    String clients = "http://127.0.0.1:" + etcdPort;
    etcd.start(
        List.of(
            folder.programs().file("usr/bin/etcd").toString(),
            "--name=etcd",
            "--data-dir=" + folder.path().resolve("etcd-data"),
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=etcd=" + peers));
    await("etcd").atMost(START).ignoreExceptions().until(() -> status(clients + "/health") == 200);
    nodes.forEach(Node::configure);
    Node first = nodes.get(0);
    first.start();
    await("a primary").atMost(START).ignoreExceptions().until(first::isPrimary);
    try (Connection connection = first.connect()) {
      Replication.execute(
          connection,
          "CREATE ROLE app LOGIN PASSWORD '" + password + "'",
          "CREATE DATABASE test OWNER app");
    }
    awaitAll();
  }

  /** Starts all nodes that do not run, and waits until there are a primary and its standbys. */
  public void awaitAll() {
    nodes.forEach(Node::thaw);
    nodes.forEach(Node::start);
    await("a primary with all standbys")
        .atMost(START)
        .ignoreExceptions()
        .until(
            () -> {
              try (Connection connection = primary().connect()) {
                return Replication.ask(
                            connection,
                            "SELECT count(*) FILTER (WHERE state = 'streaming') || ' ' ||"
                                + " count(*) FILTER (WHERE sync_state = 'sync')"
                                + " FROM pg_stat_replication")
                        .equals(NODES - 1 + " 1")
                    && nodes.stream().anyMatch(Node::isSynchronous);
              }
            });
  }

  /** Returns the primary by Patroni's word. */
  public Node primary() {
    return nodes.stream()
        .filter(Node::isPrimary)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no primary now"));
  }

  /**
   * Waits until a node is a primary that can be written to, and returns it.
   *
   * @param old a node that is not meant, since it is not one any more or soon; null for none
   */
  public Node awaitPrimaryOtherThan(@Nullable Node old) {
    List<Node> others = nodes.stream().filter(node -> node != old).toList();
    Node[] found = new Node[1];
    await("a new primary")
        .atMost(FAILOVER)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(
            () -> {
              for (Node node : others) {
                if (node.isWritable()) {
                  found[0] = node;
                }
              }
              return found[0] != null;
            });
    return found[0];
  }

  /** Hands the primary's role over to the synchronous standby, and returns when that is begun. */
  public void switchover() {
    Node old = primary();
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(old.url("/switchover")))
                  .POST(BodyPublishers.ofString("{\"leader\": \"" + old.name + "\"}"))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("Patroni refuses to switch: " + answer.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException("Patroni does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** The URI with all nodes, for the user {@code app}. */
  public String dsn() {
    return "postgres://app:"
        + password
        + "@"
        + nodes.stream().map(node -> "127.0.0.1:" + node.port).collect(Collectors.joining(","))
        + "/test";
  }

  private int status(String url) throws IOException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Kills all, and removes the data. */
  @Override
  public void close() {
    nodes.forEach(Node::kill);
    etcd.kill();
    folder.close();
  }

  /** A machine with Patroni and its PostgreSQL server. */
  public final class Node {
    private final String name;
    private final int port;
    private final int api;
    private final Path data;
    private final ClusterProcess patroni;
    private @Nullable Watchdog frozen;

    private Node(String name, int port, int api) {
      this.name = name;
      this.port = port;
      this.api = api;
      data = folder.path().resolve(name);
      patroni = new ClusterProcess(name + "-patroni", folder);
    }

    private void configure() {
      Path programs = folder.programs().file("usr/lib/postgresql/*/bin/postgres");
      folder.write(
          name + ".yml",
          CONFIGURATION.formatted(name, api, etcdPort, port, data, programs.getParent(), password));
    }

    /** The server's port. */
    public int port() {
      return port;
    }

    /** Starts Patroni, which starts the server. Does nothing if it runs. */
    public void start() {
      if (!patroni.runs()) {
        patroni.start(
            List.of(
                folder.programs().file("usr/bin/python3").toString(),
                folder.programs().file("usr/bin/patroni").toString(),
                folder.path().resolve(name + ".yml").toString()));
      }
    }

    /** Kills Patroni and the server at once, as if the machine were gone. */
    public void kill() {
      thaw();
      patroni.kill();
      killServer();
    }

    /** Kills the server alone: Patroni is there, and decides. */
    public void killServer() {
      postmaster().ifPresent(Processes::kill);
    }

    /** Freezes Patroni and the server, as if the machine hung. */
    public void freeze() {
      patroni.freeze();
      ProcessHandle server =
          postmaster().orElseThrow(() -> new IllegalStateException(name + " has no server"));
      try {
        frozen = Processes.freeze(server, folder.commandLog());
      } catch (IOException e) {
        throw new IllegalStateException("Could not freeze " + name + ": " + e.getMessage(), e);
      }
    }

    /** Lets a frozen machine go on. Does nothing if it is not frozen. */
    public void thaw() {
      if (frozen != null) {
        frozen.close();
        frozen = null;
        postmaster()
            .ifPresent(
                server -> {
                  try {
                    Processes.thaw(server, folder.commandLog());
                  } catch (IOException e) {
                    throw new IllegalStateException(
                        "Could not thaw " + name + ": " + e.getMessage(), e);
                  }
                });
        patroni.thaw();
      }
    }

    private Optional<ProcessHandle> postmaster() {
      try {
        String id = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(id.strip()));
      } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
        return Optional.empty();
      }
    }

    private boolean isPrimary() {
      return isSo("/primary");
    }

    /** Whether it is the synchronous standby in etcd, too: else Patroni promotes nobody. */
    private boolean isSynchronous() {
      return isSo("/synchronous");
    }

    private boolean isSo(String path) {
      try {
        return status(url(path)) == 200;
      } catch (IOException e) {
        return false;
      }
    }

    private boolean isWritable() throws SQLException {
      try (Connection connection = connect()) {
        return Replication.ask(connection, "SELECT pg_is_in_recovery()").equals("f");
      }
    }

    private String url(String path) {
      return "http://127.0.0.1:" + api + path;
    }

    private Connection connect() throws SQLException {
      return new Address(Product.POSTGRES, "127.0.0.1", port, "postgres", "postgres", password, "")
          .connect();
    }

    /** Connects to the database of the user {@code app} on this node. */
    public Connection connectAsApp() throws SQLException {
      return new Address(Product.POSTGRES, "127.0.0.1", port, "test", "app", password, "")
          .connect();
    }

    @Override
    public String toString() {
      return name + " at port " + port;
    }
  }
}
