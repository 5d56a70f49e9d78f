package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import io.github.guicesql.postgres.Writers.Row;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import io.github.guicesql.sqltest.ReplicatedServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a service sees of a primary and a standby that fail and change their roles. The tests share
 * a pair; which of its servers is the primary changes from test to test.
 */
@Timeout(120)
@Tag("any-jdk")
final class PostgresFailoverTest {

  private static final int WRITERS = 4;
  private static final Key<DataSource> DB = SqlTokens.defaults().dbKey();

  private static ReplicatedPair pair;
  private static ReplicatedServer primary;
  private static ReplicatedServer standby;

  @BeforeAll
  static void launch() {
    pair = ReplicatedPair.launch(PostgresOptions.defaults());
    primary = pair.first();
    standby = pair.second();
  }

  @AfterAll
  static void close() {
    pair.close();
  }

  @BeforeEach
  void emptyTable() throws SQLException {
    execute(primary, "drop table if exists written; create table written (id bigint)");
    standby.awaitReplay(primary);
  }

  /** Makes the server that has failed the standby of the one that was promoted. */
  private static void rejoin() {
    ReplicatedServer failed = primary;
    failed.rejoin(standby);
    primary = standby;
    standby = failed;
  }

  private static Postgres service(String parameters, String... more) {
    return Postgres.at(Duration.ofSeconds(5), Duration.ofSeconds(30), pair.dsn(parameters), more);
  }

  private static void execute(ReplicatedServer server, String sql) throws SQLException {
    try (Connection connection = server.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Set<Long> stored(ReplicatedServer server) throws SQLException {
    Set<Long> ids = new HashSet<>();
    try (Connection connection = server.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from written")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }

  private static int port(ReplicatedServer server) {
    return server.database().port();
  }

  private static String portOf(Connection connection) throws SQLException {
    return Postgres.query(connection, "select inet_server_port()");
  }

  @Test
  void aKilledPrimaryIsLeftForThePromotedStandby() {
    try (Postgres service = service("");
        Writers writers = new Writers(service.dataSource(), WRITERS)) {
      writers.awaitEachWrites(port(primary));
      primary.kill();
      standby.promote();
      writers.awaitEachWrites(port(standby));
    }
    rejoin();
  }

  @Test
  void noRowIsWrittenToAPrimaryThatComesBackBesideTheNewOne() throws SQLException {
    Set<Long> since;
    try (Postgres service = service("");
        Writers writers = new Writers(service.dataSource(), WRITERS)) {
      writers.awaitEachWrites(port(primary));
      primary.freeze();
      standby.promote();
      writers.awaitEachWrites(port(standby));
      int before = writers.acknowledged().size();
      primary.thaw();
      writers.awaitEachWrites(port(standby));
      writers.awaitEachWrites(port(standby));
      since = new HashSet<>();
      writers.acknowledged().stream().skip(before).map(Row::id).forEach(since::add);
    }
    assertThat(stored(standby)).containsAll(since);
    rejoin();
  }

  @Test
  void aStatementOnAFrozenHostEndsAndALongOneOnALiveHostDoesNot() throws Exception {
    try (Postgres service = service("", "POSTGRES_HOST_DEAD_AFTER", "1s");
        Connection connection = service.connection()) {
      assertThat(Postgres.query(connection, "select pg_sleep(3)::text || 'slept'"))
          .isEqualTo("slept");
      primary.freeze();
      assertThatThrownBy(() -> Postgres.query(connection, "select 1"))
          .isInstanceOf(SQLException.class)
          .extracting("SQLState")
          .asString()
          .startsWith("08");
    } finally {
      primary.thaw();
    }
  }

  @Test
  void aPoolThatStartsBesideAFrozenHostReachesTheOther() throws Exception {
    standby.freeze();
    try (Postgres service = service("");
        Connection connection = service.connection()) {
      assertThat(portOf(connection)).isEqualTo("" + port(primary));
    } finally {
      standby.thaw();
    }
  }

  @Test
  void aPrimaryThatIsSetReadOnlyIsLeftWithAnErrorPerConnectionAtMost() throws Exception {
    try (Postgres service = service("target_session_attrs=read-write");
        Writers writers = new Writers(service.dataSource(), WRITERS)) {
      writers.awaitEachWrites(port(primary));
      primary.demote();
      standby.promote();
      writers.awaitEachWrites(port(standby));
      assertThat(writers.failures().getOrDefault("25006", 0L)).isLessThanOrEqualTo(WRITERS);
    }
    rejoin();
    execute(primary, "select 1");
  }

  @Test
  void withoutAPrimaryEachHostsStateIsTold() throws Exception {
    try (Postgres service =
        Postgres.at(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            pair.dsn("target_session_attrs=read-write"))) {
      service.query("select 1");
      primary.demote();
      try {
        Awaitility.await().until(() -> refused(service) != null);
        assertThat((Throwable) refused(service))
            .isInstanceOf(SQLTransientConnectionException.class)
            .hasMessageContaining("none of the hosts is a host that can be written to")
            .hasMessageContaining("localhost:" + port(primary) + " is a read-only primary")
            .hasMessageContaining("localhost:" + port(standby) + " is a standby")
            .extracting("SQLState")
            .isEqualTo("08001");
      } finally {
        primary.promote();
      }
      Awaitility.await().until(() -> refused(service) == null);
    }
  }

  private static @Nullable SQLException refused(Postgres service) {
    try {
      service.connection().close();
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  @Test
  void aPlannedSwitchIsFollowed() {
    try (Postgres service = service("");
        Writers writers = new Writers(service.dataSource(), WRITERS)) {
      writers.awaitEachWrites(port(primary));
      pair.switchover(standby);
      writers.awaitEachWrites(port(standby));
    }
    ReplicatedServer old = primary;
    primary = standby;
    standby = old;
  }

  @Test
  void aStandbyThatWasAwayIsReadFromAgain() throws Exception {
    try (Postgres service = service("target_session_attrs=prefer-standby")) {
      assertThat(service.query("select inet_server_port()")).isEqualTo("" + port(standby));
      standby.kill();
      awaitPort(service, port(primary));
      standby.start();
      awaitPort(service, port(standby));
    }
  }

  private static void awaitPort(Postgres service, int port) {
    Awaitility.await()
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> service.query("select inet_server_port()"), ("" + port)::equals);
  }

  @Test
  void whoWaitsForAConnectionIsServedByTheNewPrimary() throws Exception {
    try (Postgres service = service("", "POSTGRES_MAX_OPEN_CONNS", "1")) {
      Connection borrowed = service.connection();
      CompletableFuture<String> waiter =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return service.query("select inet_server_port()");
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
              });
      primary.freeze();
      standby.promote();
      assertThatThrownBy(() -> Postgres.query(borrowed, "select 1"))
          .isInstanceOf(SQLException.class);
      borrowed.close();
      assertThat(waiter.get(20, TimeUnit.SECONDS)).isEqualTo("" + port(standby));
    }
    rejoin();
  }

  @Test
  void aWrongPasswordIsToldAtOnce() {
    String dsn = pair.dsn().replace(primary.database().password(), "wrong");
    try (Postgres service = Postgres.at(dsn)) {
      assertThatThrownBy(service::connection).extracting("SQLState").isEqualTo("28P01");
    }
  }

  @Test
  void noThreadIsLeftAfterClosing() throws Exception {
    try (Postgres service = service("")) {
      service.query("select 1");
      assertThat(threads("database.db:host ")).isEqualTo(2);
    }
    Awaitility.await().until(() -> threads("database.db:") == 0);
  }

  @Test
  void migrationsRunOnTheWriterAndSoDoesASourceOfCredentials() throws Exception {
    TestDatabase login = primary.database();
    String hosts = "localhost:" + port(standby) + ",localhost:" + port(primary);
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", "postgres://" + hosts + "/test")))
            .withCredentials(() -> new Credentials(login.user(), login.password()))
            .withMigration(
                source -> {
                  try (Connection connection = source.getConnection()) {
                    Postgres.execute(connection, "insert into written values (1)");
                  }
                });
    try (LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(5));
        Connection connection = injector(registry, options).getInstance(DB).getConnection()) {
      assertThat(portOf(connection)).isEqualTo("" + port(primary));
    }
    assertThat(stored(primary)).containsExactly(1L);
  }

  private static String asSuperuser(ReplicatedServer server, String sql) throws SQLException {
    try (Connection connection = server.superuser().connect()) {
      return Postgres.query(connection, sql);
    }
  }

  private static long sessions(ReplicatedServer server, String user) throws SQLException {
    String count = "select count(*) from pg_stat_activity where usename = '" + user + "'";
    return Long.parseLong(asSuperuser(server, count));
  }

  /** Hosts without a login, which a source of credentials gives. */
  private static SqlOptions loggingInBy(CredentialsSource source) {
    String dsn = "postgres://localhost:" + port(primary) + ",localhost:" + port(standby) + "/test";
    return SqlOptions.defaults()
        .withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", dsn, "POSTGRES_HOST_DEAD_AFTER", "1s")))
        .withCredentials(source);
  }

  /** Its connection to a host can end while the source is away, which says nothing of the host. */
  @Test
  void theMonitorGoesOnWhileTheSourceOfCredentialsFails() throws Exception {
    TestDatabase login = primary.database();
    AtomicBoolean away = new AtomicBoolean();
    CredentialsSource source =
        () -> {
          if (away.get()) {
            throw new ConnectException("the vault is away");
          }
          return new Credentials(login.user(), login.password());
        };
    try (LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(5))) {
      Injector injector = injector(registry, loggingInBy(source.checkedEvery(Duration.ZERO)));
      Connection borrowed = injector.getInstance(DB).getConnection();
      String own = Postgres.query(borrowed, "select pg_backend_pid()::text");
      away.set(true);
      String others =
          " from pg_stat_activity where usename = '" + login.user() + "' and pid != " + own;
      asSuperuser(primary, "select count(pg_terminate_backend(pid))" + others);
      Awaitility.await().until(() -> asSuperuser(primary, "select count(*)" + others).equals("1"));

      // The monitor is connected again, as the pool, which fills up in vain, is not.
      assertThat(Postgres.query(borrowed, "select 'alive'")).isEqualTo("alive");
      borrowed.close();
    }
  }

  @Test
  void theMonitorLeavesAUserWhoHasChanged() throws Exception {
    try (Connection connection = primary.superuser().connect()) {
      for (String user : List.of("before", "after")) {
        Postgres.execute(connection, "create role " + user + " login password 'secret'");
      }
    }
    standby.awaitReplay(primary);
    AtomicBoolean changed = new AtomicBoolean();
    CredentialsSource source = () -> new Credentials(changed.get() ? "after" : "before", "secret");
    try (LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(5))) {
      Injector injector =
          injector(registry, loggingInBy(source.checkedEvery(Duration.ofMillis(100))));
      injector.getInstance(DB).getConnection().close();
      for (ReplicatedServer server : List.of(primary, standby)) {
        Awaitility.await().until(() -> sessions(server, "before") > 0);
      }

      changed.set(true);

      for (ReplicatedServer server : List.of(primary, standby)) {
        Awaitility.await().until(() -> sessions(server, "before") == 0);
        Awaitility.await().until(() -> sessions(server, "after") > 0);
      }
    }
  }

  private static Injector injector(LifecycleRegistry registry, SqlOptions options) {
    return Guice.createInjector(LifecycleModule.using(registry), new PostgresModule(options));
  }

  @Test
  void healthAndTheListOfDatabasesTellHowTheHostsAre() throws Exception {
    SqlOptions options =
        SqlOptions.defaults().withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", pair.dsn())));
    try (LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(5))) {
      Injector injector = injector(registry, options);
      injector.getInstance(DB).getConnection().close();
      DatabaseHealth health = injector.getInstance(DatabaseHealth.class);
      assertThat(state(health)).isEqualTo(Health.State.UP);
      assertThat(injector.getInstance(Databases.class).toString())
          .contains("host localhost:" + port(primary) + " is a primary of timeline ")
          .contains("host localhost:" + port(standby) + " is a standby");
      primary.demote();
      try {
        Awaitility.await().until(() -> state(health) == Health.State.READ_ONLY);
      } finally {
        primary.promote();
      }
      Awaitility.await().until(() -> state(health) == Health.State.UP);
    }
  }

  @Test
  void healthTellsThatTheLoginIsRefused() throws Exception {
    String dsn = pair.dsn().replace(":" + primary.database().password() + "@", ":wrong@");
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(
                ConfigSource.map(Map.of("POSTGRES_DSN", dsn, "POSTGRES_BORROW_TIMEOUT", "5s")));
    try (LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(5))) {
      Injector injector = injector(registry, options);
      DataSource db = injector.getInstance(DB);
      assertThat(catchThrowable(db::getConnection)).hasMessageContaining("password");

      assertThat(state(injector.getInstance(DatabaseHealth.class))).isEqualTo(Health.State.REFUSED);
    }
  }

  private static Health.State state(DatabaseHealth health) {
    return health.check(SqlTokens.defaults(), Duration.ofSeconds(5)).state();
  }

  @Test
  void theStartWaitsForAPrimary() {
    primary.demote();
    CompletableFuture<Void> promotion =
        CompletableFuture.runAsync(
            primary::promote, CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
    try (Postgres service =
        service("", "POSTGRES_CONNECT_TIMEOUT", "1s", "POSTGRES_CONNECT_WAIT", "60s")) {
      assertThat(service.dataSource()).isNotNull();
      assertThat(promotion).isDone();
    } finally {
      promotion.join();
    }
  }

  @Test
  void closingReleasesWhoWaitsForAPrimary() throws Exception {
    primary.demote();
    try {
      CompletableFuture<SQLException> waiter;
      try (Postgres service = service("")) {
        waiter = CompletableFuture.supplyAsync(() -> refused(service));
        Awaitility.await().until(() -> threads("database.db:host ") == 2);
      }
      assertThat((Throwable) waiter.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
    } finally {
      primary.promote();
    }
  }

  private static long threads(String beginning) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(beginning))
        .count();
  }
}
