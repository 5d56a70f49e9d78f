package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.postgres.Writers.Row;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * With {@code synchronous_commit=remote_apply}, no acknowledged row is lost, whatever becomes of
 * the primary.
 */
@Timeout(120)
@Tag("any-jdk")
final class PostgresRemoteApplyTest {

  private static final int WRITERS = 8;
  private static final Duration BACK = Duration.ofSeconds(5);

  private ReplicatedPair pair;

  /** The standby waits for none after its promotion, as tools that promote set it. */
  @BeforeEach
  void launch() throws SQLException {
    pair = ReplicatedPair.launch(PostgresOptions.defaults());
    try (Connection superuser = pair.first().superuser().connect()) {
      Postgres.execute(
          superuser,
          "alter system set synchronous_standby_names = '*'",
          "alter system set synchronous_commit = 'remote_apply'",
          "select pg_reload_conf()");
    }
    try (Connection connection = pair.first().database().connect()) {
      Postgres.execute(connection, "create table written (id bigint)");
      assertThat(Postgres.query(connection, "show synchronous_commit")).isEqualTo("remote_apply");
    }
  }

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void nothingIsLostIfThePrimaryIsKilled() throws Exception {
    failOver(pair.first()::kill, () -> {});
  }

  /** Commits that the old primary has not replicated must not be acknowledged when it thaws. */
  @Test
  void nothingIsLostIfThePrimaryFreezesAndComesBack() throws Exception {
    failOver(pair.first()::freeze, pair.first()::thaw);
  }

  private void failOver(Runnable fault, Runnable afterwards) throws Exception {
    Writers writers;
    try (Postgres service = Postgres.at(Duration.ofSeconds(5), Duration.ofSeconds(30), pair.dsn());
        Writers running = new Writers(service.dataSource(), WRITERS)) {
      writers = running;
      writers.awaitEachWrites(pair.first().database().port());
      fault.run();
      pair.second().promote();
      long promoted = System.nanoTime();
      writers.awaitEachWrites(pair.second().database().port());
      assertThat(Duration.ofNanos(System.nanoTime() - promoted)).isLessThan(BACK);
      afterwards.run();
      writers.awaitEachWrites(pair.second().database().port());
    }
    assertThat(writers.acknowledged()).extracting(Row::id).isSubsetOf(stored());
  }

  private Set<Long> stored() throws SQLException {
    Set<Long> ids = new HashSet<>();
    try (Connection connection = pair.second().database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from written")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }
}
