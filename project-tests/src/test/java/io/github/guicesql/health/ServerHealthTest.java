package io.github.guicesql.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.drivercontract.FreezableProxy;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a health check says of a real server that meets with an accident. */
@Timeout(120)
abstract class ServerHealthTest {

  static final String USER = "checked";
  private static final String PASSWORD = "geheim-1";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestServer server;
  private final TestDatabase database;
  private FreezableProxy proxy;
  private LifecycleRegistry registry;
  private DataSource db;
  private DatabaseHealth health;

  ServerHealthTest(TestServer server) {
    this.server = server;
    this.database = server.defaultDatabase();
  }

  /** The driver's module for a database with a pool of one connection. */
  abstract Module module(SqlOptions options);

  abstract String key();

  abstract String dsn(String user, String password, int port, String name);

  abstract List<String> createUser(String password);

  abstract List<String> dropUser();

  abstract List<String> changePassword(String password);

  /** Statements after which the server writes for nobody but an administrator. */
  abstract List<String> demote();

  abstract List<String> promote();

  /** Ends the user's sessions in the server. */
  abstract List<String> endSessions() throws SQLException;

  /** The connection of an administrator. */
  final Connection admin() throws SQLException {
    return database.connect();
  }

  final void execute(List<String> statements) throws SQLException {
    try (Connection admin = admin();
        Statement statement = admin.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @BeforeEach
  void open() throws Exception {
    execute(createUser(PASSWORD));
    proxy = new FreezableProxy(database.host(), database.port());
    open(database.database());
  }

  private void open(String name) {
    registry = new LifecycleRegistry(Duration.ZERO);
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            module(
                SqlOptions.defaults()
                    .withConfig(
                        ConfigSource.map(
                            Map.of(
                                key() + "_DSN",
                                dsn(USER, PASSWORD, proxy.port(), name),
                                key() + "_MAX_OPEN_CONNS",
                                "1")))
                    .withPool(pool -> pool.setConnectionTimeout(2_000))));
    db = injector.getInstance(SqlTokens.defaults().dbKey());
    health = injector.getInstance(DatabaseHealth.class);
  }

  @AfterEach
  void close() throws Exception {
    registry.close();
    proxy.close();
    execute(dropUser());
  }

  private void use() throws SQLException {
    try (Connection connection = db.getConnection()) {
      assertThat(connection.isValid(10)).isTrue();
    }
  }

  private Health check() {
    return health.check(SqlTokens.defaults(), LIMIT);
  }

  private Health.State state() {
    return check().state();
  }

  @Test
  void anExhaustedPool() throws Exception {
    use();
    assertThat(state()).isEqualTo(Health.State.UP);
    try (Connection only = db.getConnection()) {
      assertThat(only.isClosed()).isFalse();
      assertThat(state()).isEqualTo(Health.State.BUSY);
    }
    assertThat(state()).isEqualTo(Health.State.UP);
  }

  @Test
  void aPrimaryThatWasDemotedAndPromotedAgain() throws Exception {
    use();
    execute(demote());
    try {
      execute(endSessions());
      Health found = check();
      assertThat(found.state()).isEqualTo(Health.State.READ_ONLY);
      assertThat(found.cause().orElseThrow()).contains("The server refuses to write");
    } finally {
      execute(promote());
    }
    execute(endSessions());
    assertThat(state()).isEqualTo(Health.State.UP);
  }

  @Test
  void aPasswordThatWasChangedWithoutTellingTheService() throws Exception {
    use();
    assertThat(state()).isEqualTo(Health.State.UP);
    execute(changePassword("geheim-2"));
    execute(endSessions());

    Health found = check();

    assertThat(found.state()).isEqualTo(Health.State.REFUSED);
    assertThat(found.sqlState().orElseThrow()).startsWith("28");
    assertThat(found.toString()).contains(USER).doesNotContain(PASSWORD);

    execute(changePassword(PASSWORD));
    assertThat(state()).isEqualTo(Health.State.UP);
  }

  @Test
  void aDatabaseThatDoesNotExist() {
    registry.close();
    open("no_such_database");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(this::use))
        .isInstanceOf(SQLException.class);

    Health found = check();

    assertThat(found.state()).isEqualTo(Health.State.REFUSED);
    assertThat(found.cause().orElseThrow()).contains("no_such_database");
  }

  @Test
  void aServerThatFreezesAndGoesOn() throws Exception {
    use();
    assertThat(state()).isEqualTo(Health.State.UP);
    proxy.freeze();

    Health found = health.check(SqlTokens.defaults(), Duration.ofMillis(300));

    assertThat(found.state()).isEqualTo(Health.State.DOWN);
    assertThat(found.cause()).contains("no answer within 300 ms");
    proxy.thaw();
    await().atMost(LIMIT).until(() -> state() == Health.State.UP);
  }

  /** What is frozen is not waited for: neither the check's caller nor closing. */
  @Test
  void closingWhileAFrozenServerIsAsked() throws Exception {
    use();
    proxy.freeze();
    assertThat(health.check(SqlTokens.defaults(), Duration.ofMillis(100)).state())
        .isEqualTo(Health.State.DOWN);

    registry.close();

    assertThat(state()).isEqualTo(Health.State.CLOSED);
  }

  @Test
  void aServerThatIsStoppedAndStartedAgain() throws Exception {
    use();
    assertThat(state()).isEqualTo(Health.State.UP);
    server.stop();
    try {
      assertThat(state()).isEqualTo(Health.State.DOWN);
    } finally {
      server.start();
    }
    assertThat(state()).isEqualTo(Health.State.UP);
  }
}
