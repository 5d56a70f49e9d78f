package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every product's pair does. The tests share a pair, in which each leaves the first server as
 * the primary.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReplicatedPairTest {
  private ReplicatedPair pair;
  private ReplicatedServer first;
  private ReplicatedServer second;

  abstract ReplicatedPair launch();

  abstract Product product();

  /** The SQLSTATE of a write on a server that is read-only. */
  abstract String readOnly();

  @BeforeAll
  void start() throws SQLException {
    pair = launch();
    first = pair.first();
    second = pair.second();
    execute(first, "CREATE TABLE t (i int)");
  }

  @BeforeEach
  void empty() throws SQLException {
    execute(first, "DELETE FROM t");
    second.awaitReplay(first);
  }

  @AfterAll
  void close() {
    pair.close();
  }

  @Test
  void theStandbyReplaysAndRefusesToWrite() throws SQLException {
    execute(first, "INSERT INTO t VALUES (1)");
    second.awaitReplay(first);

    assertThat(count(second)).isEqualTo(1);
    assertReadOnly(second);
    assertThat(pair.dsn("a=b"))
        .contains(
            ":" + first.database().port() + ",", ":" + second.database().port() + "/test?a=b");
    assertThat(pair.toString()).doesNotContain(first.database().password());
  }

  @Test
  void aKilledPrimaryComesBackBesideThePromotedOne() throws SQLException {
    execute(first, "INSERT INTO t VALUES (1)");
    second.awaitReplay(first);
    try (Connection open = first.database().connect()) {
      first.kill();
      assertThat(open.isValid(5)).isFalse();
    }
    assertThatThrownBy(() -> count(first)).extracting("SQLState").asString().startsWith("08");

    second.promote();
    execute(second, "INSERT INTO t VALUES (2)");
    first.start();
    execute(first, "INSERT INTO t VALUES (3)");
    execute(first, "INSERT INTO t VALUES (4)");
    assertThat(count(first)).isEqualTo(3);
    assertThat(count(second)).isEqualTo(2);

    first.rejoin(second);
    execute(second, "INSERT INTO t VALUES (5)");
    first.awaitReplay(second);
    assertThat(count(first)).isEqualTo(3);
    assertReadOnly(first);
    pair.switchover(first);
  }

  @Test
  void aFrozenPrimaryDoesNotAnswerAndGoesOnAfterwards() throws Exception {
    try (Connection open = first.database().connect()) {
      first.freeze();
      open.setNetworkTimeout(Runnable::run, 300);
      assertThatThrownBy(() -> insert(open)).isInstanceOf(SQLException.class);

      second.promote();
      execute(second, "INSERT INTO t VALUES (1)");
      first.thaw();
      execute(first, "INSERT INTO t VALUES (2)");
    }
    second.rejoin(first);
  }

  @Test
  void isClosedWhenFrozen() throws Exception {
    ReplicatedPair own = launch();
    Path data = Servers.data(product(), own.first().superuser());
    own.first().freeze();
    own.second().freeze();

    own.close();

    KilledJvmTest.assertGone(data);
  }

  @Test
  void aDemotedPrimaryKeepsItsConnections() throws SQLException {
    try (Connection open = first.database().connect()) {
      insert(open);
      first.demote();
      assertThatThrownBy(() -> insert(open)).hasFieldOrPropertyWithValue("SQLState", readOnly());
      assertThat(count(first)).isEqualTo(1);

      first.promote();
      insert(open);
      assertThat(count(first)).isEqualTo(2);
    }
  }

  @Test
  void switchesOverAndBackWithoutLoss() throws SQLException {
    execute(first, "INSERT INTO t VALUES (1)");
    pair.switchover(second);
    execute(second, "INSERT INTO t VALUES (2)");
    first.awaitReplay(second);
    assertThat(count(first)).isEqualTo(2);
    assertReadOnly(first);

    pair.switchover(first);
    execute(first, "INSERT INTO t VALUES (3)");
    second.awaitReplay(first);
    assertThat(count(second)).isEqualTo(3);
    assertReadOnly(second);
  }

  @Test
  void aStandbyThatWasAwayCatchesUp() throws SQLException {
    second.kill();
    execute(first, "INSERT INTO t VALUES (1)");
    second.start();
    second.awaitReplay(first);
    assertThat(count(second)).isEqualTo(1);

    second.stop();
    first.stop();
    first.start();
    second.start();
    execute(first, "INSERT INTO t VALUES (2)");
    second.awaitReplay(first);
    assertThat(count(second)).isEqualTo(2);
    assertReadOnly(second);
  }

  @Test
  void aPausedStandbyLagsBehind() throws SQLException {
    second.pauseReplay();
    execute(first, "INSERT INTO t VALUES (1)");
    assertThat(count(second)).isZero();

    second.resumeReplay();
    second.awaitReplay(first);
    assertThat(count(second)).isEqualTo(1);
  }

  private void assertReadOnly(ReplicatedServer server) {
    assertThatThrownBy(() -> execute(server, "INSERT INTO t VALUES (0)"))
        .hasFieldOrPropertyWithValue("SQLState", readOnly());
  }

  private static void insert(Connection connection) throws SQLException {
    Replication.execute(connection, "INSERT INTO t VALUES (9)");
  }

  private static void execute(ReplicatedServer server, String sql) throws SQLException {
    EmbeddedServerTest.execute(server.database(), sql);
  }

  private static int count(ReplicatedServer server) throws SQLException {
    return Integer.parseInt(EmbeddedServerTest.ask(server.database(), "SELECT count(*) FROM t"));
  }
}
