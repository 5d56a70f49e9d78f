package io.github.guicesql.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.guicesql.sqltest.GaleraCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service sees of a Galera cluster of three nodes, with both drivers. */
@Tag("cluster")
@Timeout(300)
final class GaleraTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CALLERS = 8;

  private static GaleraCluster cluster;

  @BeforeAll
  static void launch() {
    cluster = GaleraCluster.launch("galera");
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void allRun() throws Exception {
    cluster.awaitAll();
    try (Service service = service("mariadb")) {
      service.execute(
          "drop table if exists written", "create table written (id bigint primary key)");
    }
  }

  private static Service service(String scheme, String... more) {
    return Service.onMysql(cluster.dsn(scheme, 0), more);
  }

  /** The node to which the pool is connected. */
  private static GaleraCluster.Node used(Service service) throws SQLException {
    return cluster.node(service.number("select @@port"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void theNodeInUseIsKilledAndComesBack(String scheme) throws Exception {
    failOver(scheme, "kill the node in use", GaleraCluster.Node::kill, GaleraCluster.Node::start);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void theNodeInUseFreezesAndComesBack(String scheme) throws Exception {
    failOver(
        scheme, "freeze the node in use", GaleraCluster.Node::freeze, GaleraCluster.Node::thaw);
  }

  /** It answers its clients, but it is outside of the primary component. */
  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void theNodeInUseLosesTheOthersAndComesBack(String scheme) throws Exception {
    failOver(
        scheme,
        "cut the node in use off from the other nodes",
        GaleraCluster.Node::isolate,
        GaleraCluster.Node::rejoin);
  }

  private interface Act {
    void on(GaleraCluster.Node node) throws SQLException;
  }

  private static void failOver(String scheme, String what, Act fault, Act end) throws Exception {
    try (Service service = service(scheme)) {
      Callers writers = Callers.inserting(CALLERS, service.db());
      Callers readers = Callers.reading(CALLERS / 2, service.reader());
      GaleraCluster.Node old = used(service);
      GaleraCluster.Node next;
      long began;
      long happened;
      long returned;
      try (writers;
          readers) {
        writers.awaitEach(LIMIT);
        began = System.nanoTime();
        fault.on(old);
        happened = System.nanoTime();
        writers.awaitEach(LIMIT);
        next = used(service);
        assertThat(next).isNotSameAs(old);
        returned = System.nanoTime();
        end.on(old);
        cluster.awaitAll();
        writers.awaitEach(LIMIT);
        readers.awaitEach(LIMIT);
        // The node in use is kept, so that transactions do not collide.
        assertThat(used(service)).isSameAs(next);
      }
      List<Long> stored;
      try (Connection connection = next.connectAsApp("mariadb")) {
        stored = Figures.stored(connection);
      }
      new Figures("Galera, " + scheme + ": " + what, began, happened, writers, stored).check();
      System.out.println(
          "  writers: longest gap "
              + writers.longestGap(began).toMillis()
              + " ms, since the return "
              + writers.longestGap(returned).toMillis()
              + " ms; readers: longest gap "
              + readers.longestGap(began).toMillis()
              + " ms, errors "
              + readers.errors());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void withoutAQuorumNoNodeIsUsed(String scheme) throws Exception {
    try (Service service = service(scheme, "BORROW_TIMEOUT", "2s")) {
      GaleraCluster.Node left = used(service);
      List<GaleraCluster.Node> others =
          cluster.nodes().stream().filter(node -> node != left).toList();
      others.forEach(GaleraCluster.Node::freeze);
      try {
        await()
            .atMost(LIMIT)
            .ignoreExceptions()
            .until(() -> left.status("wsrep_cluster_status").equals("non-Primary"));
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    catchThrowable(() -> used(service)) instanceof SQLTransientConnectionException);
        assertThat(catchThrowable(() -> used(service)))
            .hasFieldOrPropertyWithValue("SQLState", "08001")
            .hasMessageContaining("outside of its Galera cluster")
            .hasMessageContaining("has not answered for");
      } finally {
        others.forEach(GaleraCluster.Node::thaw);
      }
      await().atMost(LIMIT).ignoreExceptions().until(() -> used(service) != null);
    }
  }

  /** What the drivers throw in a node that has lost the quorum. */
  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aNodeOutsideOfItsClusterRefusesStatements(String scheme) throws Exception {
    GaleraCluster.Node node = cluster.nodes().get(2);
    node.isolate();
    try (Connection connection = node.connectAsApp(scheme)) {
      await().atMost(LIMIT).until(() -> node.status("wsrep_cluster_status").equals("non-Primary"));
      SQLException refused =
          (SQLException)
              catchThrowable(
                  () -> {
                    try (var insert =
                        connection.prepareStatement("insert into written values (1)")) {
                      insert.executeUpdate();
                    }
                  });
      System.out.println("  " + scheme + ", outside of the cluster: " + refused);
      assertThat(Callers.state(refused)).isEqualTo("08S01/1047");
    } finally {
      node.rejoin();
    }
  }
}
