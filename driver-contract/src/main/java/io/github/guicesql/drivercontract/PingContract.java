package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of a database that does not answer when it is injected. */
@Timeout(60)
@Tag("any-jdk")
public abstract class PingContract {

  protected final Engine engine;
  protected final TestDatabase database;

  protected PingContract(Engine engine) {
    this.engine = engine;
    this.database = engine.shared().createDatabase();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  /** Launches a server that lets {@link #connections} connections in. */
  protected abstract TestServer launchSmall();

  protected abstract int connections();

  /** Checks what such a server says to one more. */
  protected abstract void assertFull(SqlBuildException found);

  /** Checks what a server says of a database, {@code no_such_database}, that it does not have. */
  protected abstract void assertMissing(SqlBuildException found);

  protected final SqlBuildException ping(String dsn, String timeout) {
    Throwable thrown = catchThrowable(() -> engine.open(dsn, "CONNECT_TIMEOUT", timeout).close());
    SqlBuildException found = SqlErrors.find(thrown, SqlBuildException.class).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.PING);
    assertThat(found.provider()).isEqualTo(engine.provider());
    assertThat(found.token()).isEqualTo("database.db");
    return found;
  }

  protected static void assertState(SqlBuildException found, String state) {
    assertThat(found.getCause())
        .isInstanceOfSatisfying(
            SQLException.class, cause -> assertThat(cause.getSQLState()).isEqualTo(state));
    assertThat(found).hasMessageContaining("SQLSTATE " + state);
  }

  private String dsn(String name, String password) {
    return engine.dsn(database.host(), database.port(), name, database.user(), password);
  }

  protected final String at(int port) {
    return engine.dsn("127.0.0.1", port, "db", "u", "p");
  }

  @Test
  void thatAnswers() throws Exception {
    try (OpenDatabase open = engine.open(engine.dsn(database), "CONNECT_TIMEOUT", "20s")) {
      assertThat(open.query("select 1")).isEqualTo("1");
    }
  }

  @Test
  void wrongPassword() {
    assertState(ping(dsn(database.database(), "wrong"), "20s"), engine.wrongPassword());
  }

  @Test
  void noSuchDatabase() {
    assertMissing(ping(dsn("no_such_database", database.password()), "20s"));
  }

  @Test
  void nobodyListens() throws Exception {
    assertState(ping(at(UnresponsiveServer.unusedPort()), "20s"), engine.unreachable());
  }

  @Test
  void tooManyConnections() throws Exception {
    try (TestServer server = launchSmall()) {
      List<Connection> all = new ArrayList<>();
      try {
        for (int i = 0; i < connections(); i++) {
          all.add(server.defaultDatabase().connect());
        }
        assertFull(ping(engine.dsn(server.defaultDatabase()), "20s"));
      } finally {
        for (Connection connection : all) {
          connection.close();
        }
      }
    }
  }

  @Test
  void aServerThatAcceptsAndSaysNothing() throws Exception {
    try (UnresponsiveServer silent = UnresponsiveServer.silent()) {
      assertThat(ping(at(silent.port()), "300ms"))
          .hasMessageContaining("did not answer within 300ms");
      await().until(() -> threadsThatPing().isEmpty());
    }
  }

  @Test
  void aHostThatDropsPackets() throws Exception {
    try (UnresponsiveServer far = UnresponsiveServer.droppingPackets()) {
      assertThat(ping(at(far.port()), "300ms")).hasMessageContaining("did not answer within 300ms");
      await().until(() -> threadsThatPing().isEmpty());
    }
  }

  /** A driver's own thread for a login among them. */
  private static List<String> threadsThatPing() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.endsWith(":ping") || name.startsWith("PostgreSQL JDBC driver"))
        .toList();
  }

  @Test
  void isNotAskedForByDefault() {
    engine.open(at(1)).close();
  }
}
