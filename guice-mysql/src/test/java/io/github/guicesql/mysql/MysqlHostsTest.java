package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import io.github.guicesql.sqltest.ReplicatedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What a service sees of a pair of MariaDB servers that are killed, freeze and switch. The tests
 * share the pair, in which each leaves the first server as the primary.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class MysqlHostsTest {
  private static final String WHERE = "select @@port";

  private ReplicatedPair pair;
  private ReplicatedServer first;
  private ReplicatedServer second;

  /** The beginning of the DSN up to the user. */
  abstract String scheme();

  @BeforeAll
  void start() throws SQLException {
    pair = ReplicatedPair.launch(MariaDbOptions.defaults());
    first = pair.first();
    second = pair.second();
    try (Connection connection = first.database().connect()) {
      Mysql.execute(connection, "create table t (i int)");
    }
  }

  @BeforeEach
  void empty() throws SQLException {
    try (Connection connection = first.database().connect()) {
      Mysql.execute(connection, "delete from t");
    }
    second.awaitReplay(first);
  }

  @AfterAll
  void close() {
    pair.close();
  }

  private String dsn() {
    return pair.dsn().replace("mariadb://", scheme());
  }

  /** The standby first, which a driver would take. */
  private String reversedDsn() {
    return dsn().replaceFirst("@([^,]*),([^/]*)/", "@$2,$1/");
  }

  private static String port(ReplicatedServer server) {
    return String.valueOf(server.database().port());
  }

  @Test
  void opensConnectionsToTheWriterInWhateverOrderTheHostsAre() throws SQLException {
    try (Mysql mysql = Mysql.at(reversedDsn())) {
      assertThat(mysql.query(WHERE)).isEqualTo(port(first));
      mysql.execute("insert into t values (1)");
    }
  }

  @Test
  void followsAPlannedSwitch() throws SQLException {
    try (Mysql mysql = Mysql.at(dsn(), "MYSQL_MAX_OPEN_CONNS", "2")) {
      assertThat(mysql.query(WHERE)).isEqualTo(port(first));

      pair.switchover(second);

      await().until(() -> mysql.query(WHERE).equals(port(second)));
      mysql.execute("insert into t values (1)");

      pair.switchover(first);
      await().until(() -> mysql.query(WHERE).equals(port(first)));
      mysql.execute("insert into t values (2)");
    }
  }

  @Test
  void leavesADemotedPrimaryAndComesBack() throws SQLException {
    try (Mysql mysql = Mysql.at(Duration.ofSeconds(5), Duration.ofSeconds(2), dsn())) {
      mysql.execute("insert into t values (1)");
      first.demote();
      try {
        await()
            .untilAsserted(
                () ->
                    assertThatThrownBy(mysql::connection)
                        .isInstanceOf(SQLTransientConnectionException.class)
                        .hasFieldOrPropertyWithValue("SQLState", "08001")
                        .hasMessageContaining("localhost:" + port(first) + " is a standby")
                        .hasMessageContaining("localhost:" + port(second) + " is a standby"));
      } finally {
        first.promote();
      }
      mysql.execute("insert into t values (2)");
    }
  }

  /** While none could be written to, the check had asked a standby. */
  @Test
  void healthIsUpAgainWhenAnotherServerIsPromoted() throws SQLException {
    try (Mysql mysql = Mysql.at(dsn())) {
      mysql.execute("insert into t values (1)");
      assertThat(mysql.health()).isEqualTo(Health.State.UP);
      first.demote();
      await().until(() -> mysql.health() == Health.State.READ_ONLY);
      second.promote();
      await().until(() -> mysql.health() == Health.State.UP);
    } finally {
      first.rejoin(second);
      pair.switchover(first);
    }
  }

  @Test
  void goesOnWithThePromotedServerAfterAKill() throws SQLException {
    try (Mysql mysql = Mysql.at(dsn())) {
      mysql.execute("insert into t values (1)");
      second.awaitReplay(first);
      first.kill();
      second.promote();

      // The pool lends a connection that was in use a moment ago without a test.
      await().ignoreExceptions().until(() -> mysql.query(WHERE).equals(port(second)));
      mysql.execute("insert into t values (2)");
      assertThat(mysql.query("select count(*) from t")).isEqualTo("2");
    } finally {
      first.rejoin(second);
      pair.switchover(first);
    }
  }

  @Test
  void abortsWhatAFrozenServerKeepsAndStaysWithTheNewOneWhenItThaws() throws Exception {
    try (Mysql mysql = Mysql.at(dsn())) {
      try (Connection borrowed = mysql.connection()) {
        Mysql.execute(borrowed, "insert into t values (1)");
        second.awaitReplay(first);
        first.freeze();
        CompletableFuture<Throwable> hanging =
            CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> Mysql.execute(borrowed, "insert into t values (2)")));

        assertThat(hanging.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
      }
      second.promote();
      mysql.execute("insert into t values (3)");

      first.thaw();
      for (int i = 0; i < 20; i++) {
        assertThat(mysql.query(WHERE)).isEqualTo(port(second));
      }
    } finally {
      first.thaw();
      first.rejoin(second);
      pair.switchover(first);
    }
  }

  @Test
  void endsItsThreadsWithThePool() throws SQLException {
    try (Mysql mysql = Mysql.at(dsn())) {
      mysql.query(WHERE);
      assertThat(monitors()).isEqualTo(2);
    }
    await().until(() -> monitors() == 0);
  }

  private static long monitors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains(":host localhost:"))
        .count();
  }
}
