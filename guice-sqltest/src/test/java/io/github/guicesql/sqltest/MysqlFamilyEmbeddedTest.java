package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What MariaDB and MySQL have in common. */
abstract class MysqlFamilyEmbeddedTest extends EmbeddedServerTest {

  private final Product product;

  MysqlFamilyEmbeddedTest(Product product) {
    super(product);
    this.product = product;
  }

  /** All users of a new server. */
  abstract String users();

  abstract TestServer launch(Map<String, String> settings);

  /** The parts of the names of the artifacts that the server needs. */
  abstract List<String> artifacts();

  @Override
  String noSuchDatabase() {
    return "42000";
  }

  @Override
  String wrongPassword() {
    return "28000";
  }

  @Override
  void isDurable(TestDatabase database) throws Exception {
    assertThat(ask(database, "SELECT @@innodb_flush_log_at_trx_commit")).isEqualTo("1");
    assertThat(ask(database, "SELECT @@innodb_doublewrite")).isEqualTo("ON");
    assertThat(ask(database, "SELECT @@innodb_flush_method")).isNotEqualTo("nosync");
  }

  @Test
  void handlesTextBeyondAscii() throws SQLException {
    try (TestDatabase database = server().createDatabase()) {
      execute(database, "CREATE TABLE t (s text)");
      execute(database, "INSERT INTO t VALUES ('straße, über 👋')");
      assertThat(ask(database, "SELECT s FROM t")).isEqualTo("straße, über 👋");
    }
  }

  @Test
  void holdsBigValues() throws SQLException {
    try (TestDatabase database = server().createDatabase()) {
      execute(database, "CREATE TABLE t (b longblob)");
      execute(database, "INSERT INTO t VALUES (REPEAT('x', 15000000))");
      assertThat(ask(database, "SELECT LENGTH(b) FROM t")).isEqualTo("15000000");
    }
  }

  @Test
  void dropsADatabaseThatATransactionHolds() throws SQLException {
    TestDatabase database = server().createDatabase();
    execute(database, "CREATE TABLE t (i int)");
    try (Connection open = database.connect()) {
      open.setAutoCommit(false);
      open.createStatement().execute("INSERT INTO t VALUES (1)");

      database.close();

      assertThat(open.isValid(5)).isFalse();
    }
  }

  @Test
  void hasOneUserWhoMayMakeOthers() throws SQLException {
    assertThat(
            ask(
                server().defaultDatabase(),
                "SELECT GROUP_CONCAT(user, '@', host ORDER BY user) FROM mysql.user"))
        .isEqualTo(users());
    try (TestDatabase database = server().createDatabase()) {
      execute(database, "CREATE USER other IDENTIFIED BY 'its password'");
      execute(database, "GRANT ALL ON " + database.database() + ".* TO other");
      DriverManager.getConnection(database.jdbcUrl(), "other", "its password").close();
      execute(database, "DROP USER other");
      assertThatThrownBy(
              () -> DriverManager.getConnection(database.jdbcUrl(), "other", "its password"))
          .hasFieldOrPropertyWithValue("SQLState", wrongPassword());
      assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "nobody", ""))
          .hasFieldOrPropertyWithValue("SQLState", wrongPassword());
    }
  }

  @Test
  void takesSettings() throws SQLException {
    String text = "SET @a = 'it''s \"a\" \\\\ #name'";
    Map<String, String> settings =
        Map.of("max_connections", "15", "log-bin", "binlog", "init_connect", text);
    try (TestServer own = launch(settings)) {
      TestDatabase database = own.defaultDatabase();
      assertThat(ask(database, "SELECT @@max_connections")).isEqualTo("15");
      assertThat(ask(database, "SELECT @@log_bin")).isEqualTo("1");
      assertThat(ask(database, "SELECT @@init_connect")).isEqualTo(text);
      assertThat(Servers.data(product, database).resolve("binlog.000001")).exists();
    }
  }

  @Test
  void saysWhichArtifactsToAddWhereTheyAreMissing() {
    for (String missing : artifacts()) {
      String artifact = missing.substring(missing.indexOf(':') + 1);
      String classPath =
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .filter(path -> !path.contains(artifact))
              .collect(Collectors.joining(File.pathSeparator));
      assertThatThrownBy(() -> new ChildJvm(classPath, product, Map.of(), "launch"))
          .hasMessageContaining("IllegalStateException: Tests on " + product.title() + " need")
          .hasMessageContaining("add " + artifacts().get(0) + " and")
          .hasMessageContaining(artifacts().get(1));
    }
  }

  /** Checks what is said where a library of the system cannot be loaded. */
  final void saysThatItLacks(String library, String systemPackage) throws Exception {
    Files.createFile(folder.resolve(library));
    Map<String, String> withoutALibrary =
        Map.of(
            "LD_LIBRARY_PATH",
            folder.toString(),
            "JAVA_TOOL_OPTIONS",
            "-Djava.io.tmpdir=" + folder);
    assertThatThrownBy(() -> new ChildJvm(product, withoutALibrary, "launch"))
        .hasMessageContaining(systemPackage)
        .hasMessageContaining(library + ": file too short")
        .hasMessageContaining("SQLTEST_" + product.name() + "_DSN");
  }
}
