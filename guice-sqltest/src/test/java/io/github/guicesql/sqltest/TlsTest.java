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
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("any-jdk")
class TlsTest {
  @TempDir private static Path folder;
  private static Path certificate;
  private static Path key;

  @BeforeAll
  static void createCertificate() throws Exception {
    certificate = folder.resolve("server.pem");
    key = folder.resolve("key.pem");
    makeCertificate(certificate, key);
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void servesTheGivenCertificate(Product product) throws Exception {
    try (TestServer server = launch(product, certificate, key)) {
      TestDatabase database = server.defaultDatabase();

      assertThat(encrypted(product, database, "verify-full", certificate)).isTrue();
      assertThat(encrypted(product, database, "disable", certificate)).isFalse();
      server.restart();
      assertThat(encrypted(product, database, "verify-full", certificate)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void saysWhatIsWrongWithTheKey(Product product) throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.pem"), "nothing");

    assertThatThrownBy(() -> launch(product, certificate, wrong))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("private key");
  }

  private static boolean encrypted(Product product, TestDatabase database, String mode, Path root)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    boolean postgres = product == Product.POSTGRES;
    properties.setProperty(postgres ? "sslmode" : "sslMode", mode);
    properties.setProperty(postgres ? "sslrootcert" : "serverSslCert", root.toString());
    String query =
        postgres
            ? "SELECT 'cipher', cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            : "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
    // Of the two drivers for MySQL, the one that reads a certificate from a file.
    String url = database.jdbcUrl().replace("jdbc:mysql:", "jdbc:mariadb:");
    try (Connection connection = DriverManager.getConnection(url, properties);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return !Objects.requireNonNullElse(result.getString(2), "").isEmpty();
    }
  }

  private static TestServer launch(Product product, Path certificate, Path key) {
    return Servers.launch(Servers.options(product, Map.of(), null, 0, certificate, key));
  }

  private static void makeCertificate(Path certificate, Path privateKey) throws Exception {
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
    Key generated = keys.getKey("server", "changeit".toCharArray());
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
    Files.writeString(privateKey, pem("PRIVATE KEY", generated.getEncoded()));
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
