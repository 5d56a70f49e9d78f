package io.github.guicesql.clusters;

import io.github.guicesql.sqltest.PatroniCluster;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a service sees of PostgreSQL under Patroni, replicated synchronously. */
@Tag("cluster")
@Timeout(300)
final class PatroniTest {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int WRITERS = 8;
  private static final int READERS = 4;

  private static PatroniCluster cluster;

  @BeforeAll
  static void launch() {
    cluster = PatroniCluster.launch("patroni");
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
    try (Service service = Service.onPostgres(cluster.dsn())) {
      service.execute(
          "drop table if exists written", "create table written (id bigint primary key)");
    }
  }

  @Test
  void theMachineOfThePrimaryIsKilled() throws Exception {
    PatroniCluster.Node old = cluster.primary();
    failOver("kill the primary's machine", old::kill, old, () -> {});
  }

  @Test
  void theMachineOfThePrimaryFreezesAndComesBack() throws Exception {
    PatroniCluster.Node old = cluster.primary();
    failOver(
        "freeze the primary's machine, thaw it when all are back", old::freeze, old, old::thaw);
  }

  /** Patroni starts it again, or has a standby promoted. */
  @Test
  void theServerAloneIsKilled() throws Exception {
    PatroniCluster.Node old = cluster.primary();
    failOver("kill the primary's server, not Patroni", old::killServer, null, () -> {});
  }

  @Test
  void aPlannedSwitchover() throws Exception {
    failOver("switchover", cluster::switchover, cluster.primary(), () -> {});
  }

  /**
   * Has a fault happen under load.
   *
   * @param old the node that cannot be the primary afterwards; null if it can
   * @param afterwards what happens when all writers are back
   */
  private static void failOver(
      String what, Runnable fault, PatroniCluster.@Nullable Node old, Runnable afterwards)
      throws Exception {
    try (Service service = Service.onPostgres(cluster.dsn())) {
      Callers writers = Callers.inserting(WRITERS, service.db());
      Callers readers = Callers.reading(READERS, service.reader());
      PatroniCluster.Node next;
      long began;
      long writable;
      try (writers;
          readers) {
        writers.awaitEach(START);
        readers.awaitEach(START);
        began = System.nanoTime();
        fault.run();
        next = cluster.awaitPrimaryOtherThan(old);
        writable = System.nanoTime();
        writers.awaitEach(START);
        afterwards.run();
        writers.awaitEach(START);
        readers.awaitEach(START);
        writers.awaitEach(START);
      }
      List<Long> stored;
      try (Connection connection = next.connectAsApp()) {
        stored = Figures.stored(connection);
      }
      new Figures("Patroni: " + what, began, writable, writers, stored).check();
      System.out.println(
          "  readers: longest gap "
              + readers.longestGap(began).toMillis()
              + " ms, errors "
              + readers.errors());
    }
  }
}
