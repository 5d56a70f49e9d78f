package io.github.guicesql.sqltest;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Three MariaDB servers in a Galera cluster on this machine, with Galera's own limits.
 *
 * <p>The servers contain the database {@code test} and its user {@code app}.
 */
public final class GaleraCluster implements AutoCloseable {

  private static final int NODES = 3;
  private static final Duration START = Duration.ofMinutes(2);

  private final ClusterFolder folder;
  private final String password = EmbeddedEngine.randomPassword();
  private final List<Node> nodes = new ArrayList<>();

  private GaleraCluster(ClusterFolder folder) throws IOException {
    this.folder = folder;
    for (int number = 1; number <= NODES; number++) {
      nodes.add(new Node("node" + number, Ports.free(), Ports.free(), Ports.free(), Ports.free()));
    }
  }

  /**
   * Starts a cluster, and returns when all its nodes are ready.
   *
   * @param name the cluster's name, for its logs
   * @throws IllegalStateException if a program is missing or does not start
   */
  public static GaleraCluster launch(String name) {
    ClusterFolder folder = ClusterFolder.create(name);
    GaleraCluster cluster = null;
    try {
      cluster = new GaleraCluster(folder);
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

  private void start() throws SQLException {
    Node first = nodes.get(0);
    first.create();
    nodes.stream().skip(1).forEach(node -> node.copy(first));
    first.start("--wsrep-new-cluster");
    await("the first node").atMost(START).ignoreExceptions().until(() -> first.sees(1));
    try (Connection connection = first.connect()) {
      Replication.execute(
          connection,
          "CREATE USER app@'%' IDENTIFIED BY '" + password + "'",
          "CREATE DATABASE IF NOT EXISTS test",
          "GRANT ALL ON test.* TO app@'%'");
    }
    awaitAll();
  }

  /** Starts all nodes that do not run, and waits until all of them are ready. */
  public void awaitAll() {
    nodes.forEach(Node::thaw);
    nodes.forEach(Node::start);
    for (Node node : nodes) {
      await(node + " in the cluster")
          .atMost(START)
          .ignoreExceptions()
          .until(() -> node.sees(NODES));
    }
  }

  /** The nodes, in the order of {@link #dsn}. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** Returns the node with a server's port. */
  public Node node(int port) {
    return nodes.stream().filter(node -> node.port == port).findFirst().orElseThrow();
  }

  /**
   * The URI with all nodes, for the user {@code app}.
   *
   * @param scheme {@code mariadb} or {@code mysql}, for the driver
   * @param first the index of the node that is named first
   */
  public String dsn(String scheme, int first) {
    List<Node> order = new ArrayList<>(nodes);
    Collections.rotate(order, -first);
    return uri(scheme, order);
  }

  private String uri(String scheme, List<Node> order) {
    return scheme
        + "://app:"
        + password
        + "@"
        + order.stream().map(node -> "127.0.0.1:" + node.port).collect(Collectors.joining(","))
        + "/test";
  }

  /** Kills all, and removes the data. */
  @Override
  public void close() {
    nodes.forEach(Node::kill);
    folder.close();
  }

  /** A server of the cluster. */
  public final class Node {
    private final String name;
    private final int port;
    private final int group;
    private final int incremental;
    private final int snapshot;
    private final Path data;
    private final ClusterProcess server;

    private Node(String name, int port, int group, int incremental, int snapshot) {
      this.name = name;
      this.port = port;
      this.group = group;
      this.incremental = incremental;
      this.snapshot = snapshot;
      data = folder.path().resolve(name);
      server = new ClusterProcess(name, folder);
    }

    private void create() {
      folder.run(
          List.of(
              folder.programs().file("usr/bin/mariadb-install-db").toString(),
              "--no-defaults",
              "--basedir=" + base(),
              "--datadir=" + data,
              "--auth-root-authentication-method=normal",
              "--skip-test-db"));
    }

    /** Takes over the data of a server that has not been started. */
    private void copy(Node created) {
      folder.run(List.of("cp", "-a", created.data.toString(), data.toString()));
    }

    private Path base() {
      return folder.programs().file("usr/sbin/mariadbd").resolve("../..").normalize();
    }

    /** The server's port. */
    public int port() {
      return port;
    }

    /** Starts the server, which gets the cluster's data. Does nothing if it runs. */
    public void start() {
      if (!server.runs()) {
        start("--wsrep-on=ON");
      }
    }

    private void start(String how) {
      server.start(
          List.of(
              folder.programs().file("usr/sbin/mariadbd").toString(),
              "--no-defaults",
              "--basedir=" + base(),
              "--datadir=" + data,
              "--port=" + port,
              "--bind-address=127.0.0.1",
              "--socket=" + data.resolve("sock"),
              "--pid-file=" + data.resolve("pid"),
              "--innodb-buffer-pool-size=64M",
              "--innodb-flush-log-at-trx-commit=2",
              "--innodb-autoinc-lock-mode=2",
              "--binlog-format=ROW",
              "--wsrep-on=ON",
              "--wsrep-cluster-address=gcomm://" + members(),
              "--wsrep-provider=" + folder.programs().file("usr/lib/galera/libgalera_smm.so"),
              "--wsrep-cluster-name=" + folder.name(),
              "--wsrep-node-name=" + name,
              "--wsrep-node-address=127.0.0.1",
              "--wsrep-node-incoming-address=127.0.0.1:" + port,
              "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:"
                  + group
                  + ";ist.recv_addr=127.0.0.1:"
                  + incremental
                  + ";gcache.size=32M",
              "--wsrep-sst-method=rsync",
              "--wsrep-sst-receive-address=127.0.0.1:" + snapshot,
              how));
    }

    private String members() {
      return nodes.stream().map(node -> "127.0.0.1:" + node.group).collect(Collectors.joining(","));
    }

    /** Kills the server. */
    public void kill() {
      server.kill();
    }

    /** Freezes the server, as if its machine hung. */
    public void freeze() {
      server.freeze();
    }

    /** Lets a frozen server go on. Does nothing if it is not frozen. */
    public void thaw() {
      server.thaw();
    }

    /** Cuts the server off from the other nodes, while its clients still reach it. */
    public void isolate() throws SQLException {
      provider("gmcast.isolate=1");
    }

    /** Ends {@link #isolate}. */
    public void rejoin() throws SQLException {
      provider("gmcast.isolate=0");
    }

    private void provider(String option) throws SQLException {
      try (Connection connection = connect()) {
        Replication.execute(connection, "SET GLOBAL wsrep_provider_options = '" + option + "'");
      }
    }

    /** Returns a variable of the server's status, which a node outside the cluster tells, too. */
    public String status(String variable) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE '" + variable + "'")) {
        row.next();
        return row.getString(2);
      }
    }

    private boolean sees(int members) throws SQLException {
      return status("wsrep_ready").equals("ON")
          && status("wsrep_cluster_size").equals(Integer.toString(members))
          && status("wsrep_local_state_comment").equals("Synced");
    }

    private Connection connect() throws SQLException {
      return new Address(Product.MARIADB, "127.0.0.1", port, "mysql", "root", "", "").connect();
    }

    /** The URI of this node alone, for the user {@code app}. */
    public String dsn(String scheme) {
      return uri(scheme, List.of(this));
    }

    /** Connects as the user {@code app}, with the driver of a scheme. */
    public Connection connectAsApp(String scheme) throws SQLException {
      return DriverManager.getConnection(
          "jdbc:" + scheme + "://127.0.0.1:" + port + "/test", "app", password);
    }

    @Override
    public String toString() {
      return name + " at port " + port;
    }
  }
}
