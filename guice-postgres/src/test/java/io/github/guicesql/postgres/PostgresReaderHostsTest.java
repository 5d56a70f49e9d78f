package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import io.github.guicesql.drivercontract.ReaderHostsContract;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.WritePosition;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresReaderHostsTest extends ReaderHostsContract {

  private static final String STANDBY = "select pg_is_in_recovery()";

  private static ReplicatedPair pair;

  @BeforeAll
  static void launch() throws Exception {
    pair = ReplicatedPair.launch(PostgresOptions.defaults());
    try (Connection connection = pair.first().database().connect()) {
      Postgres.execute(connection, "create table t (id int primary key)");
    }
  }

  @AfterAll
  static void stop() {
    pair.close();
  }

  PostgresReaderHostsTest() {
    super(new PostgresEngine());
  }

  @AfterEach
  void thaw() {
    pair.second().thaw();
    pair.first().thaw();
  }

  @Override
  protected ReplicatedPair pair() {
    return pair;
  }

  @Override
  protected String dsn() {
    return pair.dsn("target_session_attrs=read-write");
  }

  @Override
  protected String where() {
    return STANDBY;
  }

  @Override
  protected String answer(boolean ofStandby) {
    return ofStandby ? "t" : "f";
  }

  @Override
  protected String foreignPosition() {
    return "0-1-7";
  }

  @Test
  void aFrozenStandbysConnectionsAreAborted() throws Exception {
    Injector injector = start("HOST_DEAD_AFTER", "1s");
    DataSource reader = reader(injector);
    try (Connection connection = reader.getConnection()) {
      assertThat(Postgres.query(connection, STANDBY)).isEqualTo("t");
      pair.second().freeze();

      CompletableFuture<String> hanging =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Postgres.query(connection, STANDBY);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(catchThrowableOfType(ExecutionException.class, hanging::get))
          .hasRootCauseInstanceOf(Exception.class);
    }
    awaitReaderOn(reader, false);

    pair.second().thaw();
    awaitReaderOn(reader, true);
  }

  @Test
  void withoutAFallbackTheErrorHasTheStateOfEachHost() {
    Injector injector = start("READER_FALLBACK", "none", "BORROW_TIMEOUT", "2s");
    pair.second().kill();

    Throwable error = catchThrowable(() -> asked(reader(injector), STANDBY));

    assertThat(error)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasFieldOrPropertyWithValue("SQLState", "08001")
        .hasMessageContaining("database.reader: none of the hosts is a standby")
        .hasMessageContaining("is a primary of timeline");
    assertThat(
            injector
                .getInstance(DatabaseHealth.class)
                .check(DATABASE.reader(), Duration.ofSeconds(10))
                .state())
        .isEqualTo(Health.State.DOWN);
  }

  @Test
  void aStandbyThatIsTooFarBehindIsNotReadFrom() throws Exception {
    Injector injector = start("READER_MAX_LAG", "1s");
    DataSource reader = reader(injector);
    awaitReaderOn(reader, true);

    pair.second().pauseReplay();
    try {
      try (Connection connection = db(injector).getConnection()) {
        insert(connection, 1);
      }
      awaitReaderOn(reader, false);
    } finally {
      pair.second().resumeReplay();
    }
    awaitReaderOn(reader, true);
  }

  @Test
  void aLagBoundDoesNotEndTheReadsWhileThereIsNoPrimary() throws Exception {
    Injector injector = start("READER_MAX_LAG", "1s", "HOST_DEAD_AFTER", "500ms");
    DataSource reader = reader(injector);
    awaitReaderOn(reader, true);
    pair.first().kill();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                injector
                    .getInstance(Databases.class)
                    .find(DATABASE)
                    .orElseThrow()
                    .servers()
                    .stream()
                    .anyMatch(server -> server.contains("has not answered")));

    assertThat(asked(reader, STANDBY)).isEqualTo("t");
  }

  /** There, a primary's position is behind a page header that no standby ever reports. */
  @Test
  void aPositionAtTheBeginningOfAPageIsReached() throws Exception {
    Injector injector = start();
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    int read = 0;
    for (int attempt = 0; attempt < 3; attempt++) {
      try (Connection superuser = pair.first().superuser().connect()) {
        Postgres.execute(superuser, "insert into t values (" + attempt + ")");
        Postgres.query(superuser, "select pg_switch_wal()");
        WritePosition position = reads.position(superuser);
        assertThat(position.toString()).endsWith("000000");
        try (Connection connection = reads.atLeast(position, Duration.ofSeconds(20))) {
          read += Postgres.query(connection, STANDBY).equals("t") ? 1 : 0;
        }
      }
    }

    assertThat(read).isPositive();
  }
}
