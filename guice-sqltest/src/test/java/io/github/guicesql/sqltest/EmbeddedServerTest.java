package io.github.guicesql.sqltest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every product's embedded server does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("any-jdk")
abstract class EmbeddedServerTest {
  private final Product product;
  private @Nullable TestServer server;

  @TempDir Path folder;

  EmbeddedServerTest(Product product) {
    this.product = product;
  }

  /** How the version begins. */
  abstract String version();

  /** The SQL state of a connection to a database that is not there. */
  abstract String noSuchDatabase();

  abstract String wrongPassword();

  /**
   * Checks that what is committed on a server with a data folder survives a crash of the machine.
   */
  abstract void isDurable(TestDatabase database) throws Exception;

  TestServer server() {
    return requireNonNull(server);
  }

  @BeforeAll
  void launch() {
    server = Servers.launch(product);
  }

  @AfterAll
  void close() {
    server().close();
  }

  @Test
  void saysWhatItIs() {
    assertThat(server().kind()).isEqualTo(TestServer.Kind.EMBEDDED);
    assertThat(server().version()).startsWith(version());
    assertThat(server().canRestart()).isTrue();
    assertThat(server().toString())
        .contains(version(), "EMBEDDED", "localhost")
        .doesNotContain(server().defaultDatabase().password());
  }

  @Test
  void givesEachCallerAnEmptyDatabaseOfItsOwn() throws SQLException {
    try (TestDatabase one = server().createDatabase();
        TestDatabase two = server().createDatabase()) {
      execute(one, "CREATE TABLE t (i int)");
      execute(two, "CREATE TABLE t (i int)");

      assertThat(one.database()).isNotEqualTo(two.database());
      assertThat(ask(one, Servers.current(product))).isEqualTo(one.database());
      assertThat(ask(two, "SELECT CURRENT_USER")).startsWith(two.user());
      assertThat(one.toString()).contains(one.database()).doesNotContain(one.password());
      assertThat(one.dsn()).contains(one.password());
      assertThat(one.jdbcUrl()).doesNotContain(one.password());
    }
  }

  @Test
  void dropsADatabaseThatIsStillConnectedTo() throws SQLException {
    TestDatabase database = server().createDatabase();
    try (Connection open = database.connect()) {
      database.close();

      assertThat(open.isValid(5)).isFalse();
      assertThatThrownBy(database::connect)
          .hasFieldOrPropertyWithValue("SQLState", noSuchDatabase());
      database.close();
    }
  }

  @Test
  void refusesAWrongPassword() {
    TestDatabase database = server().defaultDatabase();
    assertThatThrownBy(
            () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
        .hasFieldOrPropertyWithValue("SQLState", wrongPassword());
  }

  @Test
  void stopsAndStartsOnTheSamePortWithTheSameData() throws SQLException {
    try (TestServer own = Servers.launch(product);
        TestDatabase database = own.createDatabase();
        Connection open = database.connect()) {
      execute(database, "CREATE TABLE t AS SELECT 42 AS i");

      own.stop();
      own.stop();
      assertThat(open.isValid(5)).isFalse();
      assertThatThrownBy(database::connect).extracting("SQLState").asString().startsWith("08");

      own.start();
      own.start();
      assertThat(ask(database, "SELECT i FROM t")).isEqualTo("42");

      own.restart();
      assertThat(ask(database, "SELECT i FROM t")).isEqualTo("42");
    }
  }

  @Test
  void leavesNothingWhenClosed() throws SQLException {
    TestServer own = Servers.launch(product);
    TestDatabase database = own.createDatabase();
    Path data = Servers.data(product, database);
    assertThat(data).exists();

    own.close();
    own.close();
    database.close();

    KilledJvmTest.assertGone(data);
    assertThatThrownBy(own::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closesAfterItWasStopped() {
    TestServer own = Servers.launch(product);
    TestDatabase database = own.createDatabase();
    own.stop();
    database.close();
    own.close();
  }

  @Test
  void startsAgainAfterItWasKilled() throws Exception {
    try (TestServer own = Servers.launch(product);
        TestDatabase database = own.createDatabase()) {
      execute(database, "CREATE TABLE t (i int)");
      ProcessHandle process = Servers.process(product, Servers.data(product, database));
      execute(database, "INSERT INTO t VALUES (42)");

      process.destroyForcibly();
      process.onExit().get();
      own.restart();

      assertThat(ask(database, "SELECT i FROM t")).isEqualTo("42");
    }
  }

  @Test
  void saysInTheServersWordsWhyItDoesNotStart() {
    assertThatThrownBy(() -> Servers.launch(Servers.withSetting(product, "no_such_thing", "1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no_such_thing");
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      assertThatThrownBy(() -> Servers.launch(Servers.withPort(product, taken.getLocalPort())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("in use");
    }
  }

  @Test
  void listensOnTheGivenPort() throws Exception {
    int port = Ports.free();
    try (TestServer own = Servers.launch(Servers.withPort(product, port))) {
      assertThat(own.defaultDatabase().port()).isEqualTo(port);
    }
  }

  @Test
  void keepsItsDataFolderAndPassword() throws Exception {
    Path kept = folder.resolve("with a space").resolve("and another");
    ServerOptions options = Servers.withDataDirectory(product, kept);
    String password;
    try (TestServer own = Servers.launch(options)) {
      execute(own.defaultDatabase(), "CREATE TABLE t AS SELECT 42 AS i");
      isDurable(own.defaultDatabase());
      password = own.defaultDatabase().password();

      assertThatThrownBy(() -> Servers.launch(options))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(kept.toString())
          .hasMessageContaining("in use");
    }
    try (TestServer own = Servers.launch(options)) {
      assertThat(ask(own.defaultDatabase(), "SELECT i FROM t")).isEqualTo("42");
      assertThat(own.defaultDatabase().password()).isEqualTo(password);
    }
    assertThat(kept.resolve("data")).isNotEmptyDirectory();
  }

  /** Makes a base folder with what is left of those programs after a cleaning of old files. */
  static Path cleaned(Path whole, Path base) throws IOException {
    Path left = Files.createDirectories(base.resolve(whole.getFileName()));
    Files.copy(whole.resolve(Unpacked.COUNT), left.resolve(Unpacked.COUNT));
    return left;
  }

  static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String ask(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
