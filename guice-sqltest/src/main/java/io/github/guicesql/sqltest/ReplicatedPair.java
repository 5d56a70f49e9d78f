package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two real servers for tests of fail-over: a primary, and a standby that replicates it
 * asynchronously (hot, by streaming on PostgreSQL, by GTID on MariaDB and MySQL). Both are always
 * embedded.
 *
 * <pre>{@code
 * try (ReplicatedPair pair = ReplicatedPair.launch(PostgresOptions.defaults())) {
 *   // a service with pair.dsn("target_session_attrs=read-write")
 *   pair.first().freeze();
 *   pair.second().promote();
 *   // the service writes again
 * }
 * }</pre>
 *
 * <p>The servers contain the database {@code test} and its owner {@code app}, an ordinary user: the
 * superusers of MariaDB and MySQL may write on a standby.
 *
 * <p>Both servers are stopped and their data removed soon after the JVM ends, even if the JVM was
 * killed.
 *
 * <p>Thread-safe.
 */
public final class ReplicatedPair implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

  private final Replication replication;
  private final ReplicatedServer first;
  private final ReplicatedServer second;

  private ReplicatedPair(Replication replication, ReplicatedServer first, ReplicatedServer second) {
    this.replication = replication;
    this.first = first;
    this.second = second;
  }

  /**
   * Starts two PostgreSQL servers.
   *
   * @param options settings and certificate of both servers; for synchronous replication, set
   *     {@code synchronous_standby_names} to {@code *}
   * @throws IllegalArgumentException if the options have a port or a data folder
   * @throws IllegalStateException if a server does not start within 60 s, with its own output
   */
  public static ReplicatedPair launch(PostgresOptions options) {
    check(options);
    return launch(new PostgresReplication(options));
  }

  /**
   * Starts two MariaDB servers.
   *
   * @param options settings and certificate of both servers
   * @throws IllegalArgumentException if the options have a port or a data folder
   * @throws IllegalStateException if a server does not start within 60 s, with its own output
   */
  public static ReplicatedPair launch(MariaDbOptions options) {
    check(options);
    return launch(new MariaDbReplication(options));
  }

  /**
   * Starts two MySQL servers.
   *
   * @param options settings and certificate of both servers
   * @throws IllegalArgumentException if the options have a port or a data folder
   * @throws IllegalStateException if a server does not start within 60 s, with its own output
   */
  public static ReplicatedPair launch(MysqlOptions options) {
    check(options);
    return launch(new MysqlReplication(options));
  }

  private static void check(ServerOptions options) {
    if (options.port() != 0 || options.dataDirectory() != null) {
      throw new IllegalArgumentException(
          "The two servers of a pair cannot share a port or a data folder: leave them out");
    }
  }

  private static ReplicatedPair launch(Replication replication) {
    Product product = replication.product();
    product.checkDriver();
    long began = System.nanoTime();
    List<EmbeddedEngine> engines = new ArrayList<>();
    try {
      Path base = product.base();
      Programs programs = product.programs(base);
      EmbeddedEngine.removeAbandoned(base, programs);
      String password = EmbeddedEngine.randomPassword();
      int one = Ports.free();
      int two = Ports.free();
      engines.add(
          EmbeddedEngine.prepare(
              product,
              replication.options(1, one, two, password),
              base,
              programs,
              password,
              programs::create));
      engines.add(
          EmbeddedEngine.prepare(
              product,
              replication.options(2, two, one, password),
              base,
              programs,
              password,
              replication.standbyData(engines.get(0), programs)));
      ReplicatedServer first = new ReplicatedServer(replication, programs, engines.get(0), true);
      ReplicatedServer second = new ReplicatedServer(replication, programs, engines.get(1), false);
      first.start();
      second.startAsStandby(first);
      first.setUp();
      second.awaitReplay(first);
      LOG.info(
          "{} pair for tests: primary at localhost:{}, standby at localhost:{}, ready after {} ms",
          product.title(),
          one,
          two,
          (System.nanoTime() - began) / 1_000_000);
      return new ReplicatedPair(replication, first, second);
    } catch (IOException | RuntimeException e) {
      engines.forEach(EmbeddedEngine::close);
      throw new IllegalStateException(
          "The pair of " + product.title() + " servers does not start: " + e.getMessage(), e);
    }
  }

  /** The server that starts as the primary. */
  public ReplicatedServer first() {
    return first;
  }

  /** The server that starts as the standby of the first one. */
  public ReplicatedServer second() {
    return second;
  }

  /**
   * The URI with both servers, {@code postgresql://user:password@host:port,host:port/database},
   * {@code mariadb://…} or {@code mysql://…}, percent-encoded. It contains the password.
   */
  public String dsn() {
    return dsn("");
  }

  /**
   * The URI with both servers and with parameters.
   *
   * @param parameters what follows the question mark, such as {@code
   *     target_session_attrs=read-write}
   */
  public String dsn(String parameters) {
    return first.ordinary().dsn(List.of(second.ordinary()), parameters);
  }

  /**
   * Hands the primary's role over as planned, without loss. PostgreSQL's old primary is stopped,
   * and started as a standby; MariaDB's and MySQL's becomes read-only, and its connections stay.
   *
   * @param newPrimary the server that is the standby now
   * @throws IllegalStateException if a server refuses
   */
  public void switchover(ReplicatedServer newPrimary) {
    ReplicatedServer old = newPrimary == first ? second : first;
    try {
      replication.switchover(old, newPrimary);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(
          "Could not make " + newPrimary + " the primary: " + e.getMessage(), e);
    }
  }

  /** Stops both servers, frozen ones, too, and removes their data. */
  @Override
  public void close() {
    // A primary that is stopped waits for its standby.
    try {
      second.close();
    } finally {
      first.close();
    }
  }

  @Override
  public String toString() {
    return replication.product().title() + " pair (" + first + ", " + second + ")";
  }
}
