package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir private Path folder;

  @Test
  void servesTheGivenCertificate() throws Exception {
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("key.pem");
    makeCertificate(certificate, key);
    try (PostgresServer server =
        PostgresServer.launch(PostgresOptions.defaults().withTls(certificate, key))) {
      TestDatabase database = server.defaultDatabase();

      assertThat(encrypted(database, "verify-full", certificate)).isTrue();
      assertThat(encrypted(database, "disable", certificate)).isFalse();
      server.restart();
      assertThat(encrypted(database, "verify-full", certificate)).isTrue();
    }
  }

  @Test
  void saysWhatIsWrongWithTheKey() throws Exception {
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("key.pem");
    makeCertificate(certificate, key);
    Files.writeString(key, "nothing");

    assertThatThrownBy(
            () -> PostgresServer.launch(PostgresOptions.defaults().withTls(certificate, key)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("private key file");
  }

  private static boolean encrypted(TestDatabase database, String mode, Path root)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("sslmode", mode);
    properties.setProperty("sslrootcert", root.toString());
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private void makeCertificate(Path certificate, Path privateKey) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    Key key = keys.getKey("server", "changeit".toCharArray());
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
    Files.writeString(privateKey, pem("PRIVATE KEY", key.getEncoded()));
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
