package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.WritePosition;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which of several hosts a reader uses while they come and go. */
@Timeout(180)
@Tag("any-jdk")
final class PostgresReaderHostsTest {

  private static final SqlTokens DATABASE = SqlTokens.defaults();
  private static final String STANDBY = "select pg_is_in_recovery()";

  private static ReplicatedPair pair;
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(1));

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

  @BeforeEach
  void bothRun() throws Exception {
    pair.first().start();
    pair.second().start();
    pair.second().awaitReplay(pair.first());
    try (Connection connection = pair.first().database().connect()) {
      Postgres.execute(connection, "delete from t");
    }
  }

  @AfterEach
  void close() {
    registry.close();
    pair.second().thaw();
    pair.first().thaw();
  }

  private Injector start(String... more) {
    Map<String, String> config =
        new HashMap<>(Map.of("POSTGRES_DSN", pair.dsn("target_session_attrs=read-write")));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new PostgresModule(
            SqlOptions.defaults().withConfig(ConfigSource.map(config)).withReader()));
  }

  private static DataSource reader(Injector injector) {
    return injector.getInstance(DATABASE.reader().dbKey());
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(DATABASE.dbKey());
  }

  private static String asked(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return Postgres.query(connection, sql);
    }
  }

  private static void insert(Connection connection, int id) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
      insert.setInt(1, id);
      insert.executeUpdate();
    }
  }

  private static void awaitReaderOn(DataSource reader, boolean standby) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> asked(reader, STANDBY).equals(standby ? "t" : "f"));
  }

  @Test
  void itReadsOnTheStandbyOrElseOnThePrimaryAndReturns() throws Exception {
    Injector injector = start("POSTGRES_READER_MAX_OPEN_CONNS", "2");
    DataSource reader = reader(injector);
    assertThat(asked(reader, STANDBY)).isEqualTo("t");
    assertThat(asked(db(injector), STANDBY)).isEqualTo("f");
    assertThat(catchThrowable(() -> asked(reader, "select txid_current()")))
        .isInstanceOf(SQLException.class);

    pair.second().kill();
    awaitReaderOn(reader, false);
    assertThat(catchThrowable(() -> asked(reader, "insert into t values (1) returning id")))
        .hasMessageContaining("read-only");

    pair.second().start();
    awaitReaderOn(reader, true);
  }

  @Test
  void aFrozenStandbysConnectionsAreAborted() throws Exception {
    Injector injector = start("POSTGRES_HOST_DEAD_AFTER", "1s");
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
    Injector injector = start("POSTGRES_READER_FALLBACK", "none", "POSTGRES_BORROW_TIMEOUT", "2s");
    pair.second().kill();

    Throwable error = catchThrowable(() -> asked(reader(injector), STANDBY));

    assertThat(error)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasFieldOrPropertyWithValue("SQLState", "08001")
        .hasMessageContaining("database.reader: none of the hosts is a standby")
        .hasMessageContaining("is a primary of timeline");
  }

  @Test
  void aStandbyThatIsTooFarBehindIsNotReadFrom() throws Exception {
    Injector injector = start("POSTGRES_READER_MAX_LAG", "1s");
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
    Injector injector = start("POSTGRES_READER_MAX_LAG", "1s", "POSTGRES_HOST_DEAD_AFTER", "500ms");
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

  @Test
  void whatWasWrittenIsRead() throws Exception {
    Injector injector = start();
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    int missed = 0;
    int onStandby = 0;
    for (int id = 0; id < Integer.getInteger("readYourWrites", 1_000); id++) {
      WritePosition position;
      try (Connection connection = db(injector).getConnection()) {
        insert(connection, id);
        position = reads.position(connection);
      }
      try (Connection connection =
          reads.atLeast(WritePosition.of(position.toString()), Duration.ofSeconds(10))) {
        String seen =
            Postgres.query(
                connection, "select pg_is_in_recovery() || ' ' || count(*) from t where id=" + id);
        missed += seen.endsWith("1") ? 0 : 1;
        onStandby += seen.startsWith("true") ? 1 : 0;
      }
    }

    assertThat(missed).isZero();
    assertThat(onStandby).isPositive();
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

  @Test
  void thePrimaryIsReadFromIfTheStandbyIsTooLate() throws Exception {
    Injector injector = start();
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    pair.second().pauseReplay();
    try {
      WritePosition position;
      try (Connection connection = db(injector).getConnection()) {
        insert(connection, 1);
        position = reads.position(connection);
      }
      try (Connection late = reads.atLeast(position, Duration.ofMillis(50))) {
        assertThat(Postgres.query(late, "select count(*) from t")).isEqualTo("1");
        assertThat(late.isReadOnly()).isTrue();
      }
    } finally {
      pair.second().resumeReplay();
    }
    assertThat(catchThrowable(() -> reads.atLeast(WritePosition.of("0-1-7"), Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
