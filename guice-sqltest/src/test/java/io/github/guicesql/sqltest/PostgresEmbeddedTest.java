package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class PostgresEmbeddedTest extends EmbeddedServerTest {
  PostgresEmbeddedTest() {
    super(Product.POSTGRES);
  }

  @Override
  String version() {
    return "18.";
  }

  @Override
  String noSuchDatabase() {
    return "3D000";
  }

  @Override
  String wrongPassword() {
    return "28P01";
  }

  @Override
  void isDurable(TestDatabase database) throws SQLException {
    assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
  }

  @Test
  void handlesTextBeyondAscii() throws SQLException {
    assertThat(ask(server().defaultDatabase(), "SELECT upper('straße, über') || lower('ÉÀ')"))
        .isEqualTo("STRASSE, ÜBERéà".replace("SS", "ß"));
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
    Path left = cleaned(PostgresPrograms.unpacked(OwnedFolder.base()).home(), base);

    Path home = PostgresPrograms.unpacked(base).home();

    assertThat(home).isEqualTo(left);
    assertThat(home.resolve("bin").resolve("initdb")).isExecutable();
    try (var all = Files.list(base)) {
      assertThat(all).containsExactly(home);
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
}
