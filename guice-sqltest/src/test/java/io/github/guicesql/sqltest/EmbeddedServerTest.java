package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
  private static PostgresServer server;

  @TempDir private Path folder;

  @BeforeAll
  static void launch() {
    server = PostgresServer.launch(PostgresOptions.defaults());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void saysWhatItIs() {
    assertThat(server.kind()).isEqualTo(PostgresServer.Kind.EMBEDDED);
    assertThat(server.version()).startsWith("18.");
    assertThat(server.canRestart()).isTrue();
    assertThat(server.toString())
        .contains("18.", "EMBEDDED", "localhost")
        .doesNotContain(server.defaultDatabase().password());
  }

  @Test
  void givesEachCallerAnEmptyDatabaseOfItsOwn() throws SQLException {
    try (TestDatabase one = server.createDatabase();
        TestDatabase two = server.createDatabase()) {
      execute(one, "CREATE TABLE t (i int)");
      execute(two, "CREATE TABLE t (i int)");

      assertThat(one.database()).isNotEqualTo(two.database());
      assertThat(ask(one, "SELECT current_database()")).isEqualTo(one.database());
      assertThat(ask(two, "SELECT current_user")).isEqualTo(two.user());
      assertThat(one.toString()).contains(one.database()).doesNotContain(one.password());
      assertThat(one.dsn()).contains(one.password());
      assertThat(one.jdbcUrl()).doesNotContain(one.password());
    }
  }

  @Test
  void dropsADatabaseThatIsStillConnectedTo() throws SQLException {
    TestDatabase database = server.createDatabase();
    try (Connection open = database.connect()) {
      database.close();

      assertThat(open.isValid(5)).isFalse();
      assertThatThrownBy(database::connect).hasFieldOrPropertyWithValue("SQLState", "3D000");
      database.close();
    }
  }

  @Test
  void handlesTextBeyondAscii() throws SQLException {
    assertThat(ask(server.defaultDatabase(), "SELECT upper('straße, über') || lower('ÉÀ')"))
        .isEqualTo("STRASSE, ÜBERéà".replace("SS", "ß"));
  }

  @Test
  void refusesAWrongPassword() {
    TestDatabase database = server.defaultDatabase();
    assertThatThrownBy(
            () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
        .hasFieldOrPropertyWithValue("SQLState", "28P01");
  }

  @Test
  void stopsAndStartsOnTheSamePortWithTheSameData() throws SQLException {
    try (PostgresServer own = PostgresServer.launch(PostgresOptions.defaults());
        TestDatabase database = own.createDatabase();
        Connection open = database.connect()) {
      execute(database, "CREATE TABLE t AS SELECT 42 AS i");

      own.stop();
      own.stop();
      assertThat(open.isValid(5)).isFalse();
      assertThatThrownBy(database::connect).hasFieldOrPropertyWithValue("SQLState", "08001");

      own.start();
      own.start();
      assertThat(ask(database, "SELECT i FROM t")).isEqualTo("42");

      own.restart();
      assertThat(ask(database, "SELECT i FROM t")).isEqualTo("42");
    }
  }

  @Test
  void leavesNothingWhenClosed() throws SQLException {
    PostgresServer own = PostgresServer.launch(PostgresOptions.defaults());
    TestDatabase database = own.createDatabase();
    Path data = Path.of(ask(database, "SHOW data_directory"));
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
    PostgresServer own = PostgresServer.launch(PostgresOptions.defaults());
    TestDatabase database = own.createDatabase();
    own.stop();
    database.close();
    own.close();
  }

  @Test
  void startsAgainAfterItWasKilled() throws Exception {
    try (PostgresServer own = PostgresServer.launch(PostgresOptions.defaults());
        TestDatabase database = own.createDatabase()) {
      execute(database, "CREATE TABLE t AS SELECT 42 AS i");
      Path data = Path.of(ask(database, "SHOW data_directory"));
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));

      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      postmaster.destroyForcibly();
      postmaster.onExit().get();
      own.restart();

      assertThat(ask(database, "SELECT i FROM t")).isEqualTo("42");
    }
  }

  @Test
  void takesSettings() throws SQLException {
    PostgresOptions options =
        PostgresOptions.defaults()
            .withSetting("max_connections", "5")
            .withSetting("superuser_reserved_connections", "0")
            .withSetting("reserved_connections", "0")
            .withSetting("cluster_name", "it's a \\ name");
    List<Connection> open = new ArrayList<>();
    try (PostgresServer own = PostgresServer.launch(options)) {
      TestDatabase database = own.defaultDatabase();
      assertThat(ask(database, "SHOW cluster_name")).isEqualTo("it's a \\ name");
      assertThatThrownBy(
              () -> {
                while (open.size() < 6) {
                  open.add(database.connect());
                }
              })
          .hasFieldOrPropertyWithValue("SQLState", "53300");
      assertThat(open).hasSizeBetween(4, 5);
    }
  }

  @Test
  void saysInTheServersWordsWhyItDoesNotStart() {
    assertThatThrownBy(
            () ->
                PostgresServer.launch(PostgresOptions.defaults().withSetting("no_such_thing", "1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no_such_thing");
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      assertThatThrownBy(
              () ->
                  PostgresServer.launch(PostgresOptions.defaults().withPort(taken.getLocalPort())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("in use");
    }
  }

  @Test
  void listensOnTheGivenPort() throws Exception {
    int port = Ports.free();
    try (PostgresServer own = PostgresServer.launch(PostgresOptions.defaults().withPort(port))) {
      assertThat(own.defaultDatabase().port()).isEqualTo(port);
    }
  }

  @Test
  void keepsItsDataFolderAndPassword() throws SQLException {
    Path kept = folder.resolve("with a space").resolve("and another");
    PostgresOptions options = PostgresOptions.defaults().withDataDirectory(kept);
    String password;
    try (PostgresServer own = PostgresServer.launch(options)) {
      execute(own.defaultDatabase(), "CREATE TABLE t AS SELECT 42 AS i");
      assertThat(ask(own.defaultDatabase(), "SHOW fsync")).isEqualTo("on");
      password = own.defaultDatabase().password();

      assertThatThrownBy(() -> PostgresServer.launch(options))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(kept.toString())
          .hasMessageContaining("in use");
    }
    try (PostgresServer own = PostgresServer.launch(options)) {
      assertThat(ask(own.defaultDatabase(), "SELECT i FROM t")).isEqualTo("42");
      assertThat(own.defaultDatabase().password()).isEqualTo(password);
    }
    assertThat(kept.resolve("data").resolve("PG_VERSION")).exists();
  }

  @Test
  void runsAsAnOrdinaryUser() throws Exception {
    Path base = OwnedFolder.base();
    PostgresPrograms programs = PostgresPrograms.unpacked(base);
    if (System.getProperty("user.name").equals("root")) {
      assertThat(programs.prefix()).isNotEmpty();
      // What root gets where it may not have a user namespace, as in most containers.
      EmbeddedEngine engine =
          EmbeddedEngine.start(
              Product.POSTGRES,
              PostgresOptions.defaults(),
              base,
              PostgresPrograms.asNobody(programs.home()));
      try (Connection connection = engine.address().connect()) {
        assertThat(connection.isValid(5)).isTrue();
        engine.stop();
        engine.start();
      } finally {
        engine.close();
      }
    } else {
      assertThat(programs.prefix()).isEmpty();
    }
  }

  @Test
  void unpacksAgainWhatWasCleanedAway() throws Exception {
    Path base = folder.resolve("base");
    Files.createDirectory(base);
    Path home = PostgresPrograms.unpacked(base).home();
    Path program = home.resolve("bin").resolve("initdb");
    Files.delete(program);

    assertThat(PostgresPrograms.unpacked(base).home()).isEqualTo(home);
    assertThat(program).isExecutable();
    try (var left = Files.list(base)) {
      assertThat(left).containsExactly(home);
    }
  }

  @Test
  void refusesOptionsThatCannotBe() {
    PostgresOptions defaults = PostgresOptions.defaults();
    assertThatThrownBy(() -> defaults.withPort(65536)).hasMessageContaining("65536");
    assertThatThrownBy(() -> defaults.withSetting("a = 1\nb", "2")).hasMessageContaining("name");
    assertThatThrownBy(() -> new PostgresOptions(Map.of(), null, 0, folder, null))
        .hasMessageContaining("private key");
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
