package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is let in over TLS, and whom the client believes, with certificates of a test's authority.
 */
@Timeout(120)
final class PostgresTlsTest {

  @TempDir private static Path folder;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static TestAuthority.Issued client;
  private static PostgresServer server;

  @BeforeAll
  static void launch() throws Exception {
    authority = new TestAuthority(folder, "authority");
    stranger = new TestAuthority(folder, "stranger");
    client = authority.issue("client", "guest", "");
    Path rules =
        Files.writeString(
            folder.resolve("pg_hba.conf"),
            """
            hostssl all guest all cert
            host    all all   all scram-sha-256
            """);
    TestAuthority.Issued good = authority.issue("server", "server", "dns:localhost");
    server =
        PostgresServer.launch(
            PostgresOptions.defaults()
                .withTls(good.certificate(), good.key())
                .withSetting("hba_file", rules.toString())
                .withSetting("ssl_ca_file", readable(authority.certificate()).toString()));
    try (Connection owner = server.defaultDatabase().connect()) {
      Postgres.execute(owner, "create role guest login");
    }
  }

  /** The server may run as another user than the tests. */
  private static Path readable(Path file) {
    assertThat(folder.toFile().setExecutable(true, false)).isTrue();
    assertThat(folder.toFile().setReadable(true, false)).isTrue();
    assertThat(file.toFile().setReadable(true, false)).isTrue();
    return file;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String encryptedWith(String parameters) throws SQLException {
    TestDatabase database = server.defaultDatabase();
    String separator = database.dsn().contains("?") ? "&" : "?";
    return encrypted(database.dsn() + separator + parameters);
  }

  private static String encrypted(String dsn) throws SQLException {
    try (Postgres postgres = Postgres.at(dsn)) {
      return postgres.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    }
  }

  private static String trusting(TestAuthority whom) {
    return "&sslrootcert=" + whom.certificate();
  }

  @ParameterizedTest
  @CsvSource({"disable, f", "allow, f", "prefer, t", "require, t"})
  void withoutAnAuthority(String mode, String encrypted) throws Exception {
    assertThat(encryptedWith("sslmode=" + mode)).isEqualTo(encrypted);
  }

  @Test
  void encryptionIsPreferredByDefault() throws Exception {
    assertThat(encrypted(server.defaultDatabase().dsn())).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void theRightAuthority(String mode) throws Exception {
    assertThat(encryptedWith("sslmode=" + mode + trusting(authority))).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void theWrongAuthority(String mode) {
    assertThatThrownBy(() -> encryptedWith("sslmode=" + mode + trusting(stranger)))
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("PKIX path");
  }

  /** The certificate is localhost's. */
  @Test
  void theWrongName() throws Exception {
    TestDatabase database = server.defaultDatabase();
    String byAddress =
        "postgres://%s:%s@127.0.0.1:%d/%s?sslmode="
            .formatted(
                database.user(),
                PostgresEngine.encode(database.password()),
                database.port(),
                database.database());
    assertThat(encrypted(byAddress + "verify-ca" + trusting(authority))).isEqualTo("t");
    assertThatThrownBy(() -> encrypted(byAddress + "verify-full" + trusting(authority)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void aClientsCertificate() throws Exception {
    TestDatabase database = server.defaultDatabase();
    String guest =
        "postgres://guest@%s:%d/%s?sslmode=verify-full%s"
            .formatted(database.host(), database.port(), database.database(), trusting(authority));
    assertThatThrownBy(() -> encrypted(guest)).isInstanceOf(SQLException.class);
    String withCertificate = guest + "&sslcert=" + client.certificate() + "&sslkey=" + client.key();
    assertThat(encrypted(withCertificate)).isEqualTo("t");
  }

  @Test
  void aClientsKeyThatIsEncrypted() throws Exception {
    TestDatabase database = server.defaultDatabase();
    String guest =
        "postgres://guest@%s:%d/%s?sslmode=verify-full%s&sslkey=%s&sslpassword="
            .formatted(
                database.host(),
                database.port(),
                database.database(),
                trusting(authority),
                client.store());
    assertThat(encrypted(guest + TestAuthority.STORE_PASSWORD)).isEqualTo("t");
    assertThatThrownBy(() -> encrypted(guest + "hunter2"))
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("keystore password was incorrect");
  }
}
