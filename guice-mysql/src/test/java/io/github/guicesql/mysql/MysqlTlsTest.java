package io.github.guicesql.mysql;

import static io.github.guicesql.mysql.Mysql.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom the client believes over TLS, with certificates of a test's authority. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MysqlTlsTest {

  private final Server product;
  @TempDir private static Path folder;
  private TestAuthority authority;
  private TestAuthority stranger;
  private TestServer server;
  private TestServer misnamed;

  MysqlTlsTest(Server product) {
    this.product = product;
  }

  @BeforeAll
  void launch() throws Exception {
    authority = new TestAuthority(folder, "authority");
    stranger = new TestAuthority(folder, "stranger");
    TestAuthority.Issued good = authority.issue("server", "server", "dns:localhost,ip:127.0.0.1");
    TestAuthority.Issued elsewhere = authority.issue("elsewhere", "elsewhere", "dns:elsewhere");
    server = product.launch(Map.of("ssl-ca", authority.certificate().toString()), good);
    misnamed = product.launch(Map.of(), elsewhere);
    try (Connection owner = server.defaultDatabase().connect()) {
      Mysql.execute(
          owner,
          "create user guest identified by 'welcome' require x509",
          "grant all on *.* to guest");
    }
  }

  @AfterAll
  void stop() {
    server.close();
    misnamed.close();
  }

  private static boolean encrypted(String dsn) throws SQLException {
    try (Mysql mysql = Mysql.at(Duration.ZERO, Duration.ofSeconds(1), dsn);
        Connection connection = mysql.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show session status like 'Ssl_cipher'")) {
      row.next();
      return !row.getString(2).isEmpty();
    }
  }

  private static String uri(String scheme, TestServer at, String parameters) {
    TestDatabase database = at.defaultDatabase();
    return "%s%s:%s@%s:%d/%s?%s"
        .formatted(
            scheme,
            encode(database.user()),
            encode(database.password()),
            database.host(),
            database.port(),
            database.database(),
            parameters);
  }

  private static String go(TestServer at, String parameters) {
    TestDatabase database = at.defaultDatabase();
    return "%s:%s@tcp(%s:%d)/%s?%s"
        .formatted(
            database.user(),
            database.password(),
            database.host(),
            database.port(),
            database.database(),
            parameters);
  }

  /** In the driver's own words. */
  private static String jdbc(
      Driver driver, TestServer at, boolean withName, TestAuthority trusted) {
    return driver.dsn(
        at.defaultDatabase(),
        driver == Driver.MARIADB
            ? "sslMode="
                + (withName ? "verify-full" : "verify-ca")
                + "&serverSslCert="
                + trusted.certificate()
            : "sslMode="
                + (withName ? "VERIFY_IDENTITY" : "VERIFY_CA")
                + "&trustCertificateKeyStoreUrl=file:"
                + trusted.trustStore()
                + "&trustCertificateKeyStorePassword="
                + TestAuthority.STORE_PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://,   ssl-mode=DISABLED,  false",
    "mysql://,   ssl-mode=PREFERRED, true",
    "mysql://,   ssl-mode=REQUIRED,  true",
    "mysql://,   tls=skip-verify,    true",
    "mysql://,   '',                 true",
    "mariadb://, ssl-mode=DISABLED,  false",
    "mariadb://, ssl-mode=REQUIRED,  true",
    "mariadb://, '',                 false",
  })
  void withoutAnAuthority(String scheme, String parameter, boolean encrypted) throws Exception {
    assertThat(encrypted(uri(scheme, server, parameter))).isEqualTo(encrypted);
  }

  @ParameterizedTest
  @CsvSource({"tls=false, false", "tls=skip-verify, true", "'', false"})
  void gosForm(String parameter, boolean encrypted) throws Exception {
    assertThat(encrypted(go(server, parameter))).isEqualTo(encrypted);
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void theRightAuthority(Driver driver) throws Exception {
    assertThat(encrypted(jdbc(driver, server, true, authority))).isTrue();
    assertThat(encrypted(jdbc(driver, server, false, authority))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void theWrongAuthority(Driver driver) {
    for (boolean withName : new boolean[] {true, false}) {
      assertThatThrownBy(() -> encrypted(jdbc(driver, server, withName, stranger)))
          .isInstanceOf(SQLException.class)
          .hasStackTraceContaining("SSLHandshakeException");
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void theWrongName(Driver driver) throws Exception {
    assertThat(encrypted(jdbc(driver, misnamed, false, authority))).isTrue();
    assertThatThrownBy(() -> encrypted(jdbc(driver, misnamed, true, authority)))
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("localhost");
  }

  @Test
  void anAuthorityInAUri() throws Exception {
    String ca = "&ssl-ca=" + authority.certificate();
    assertThat(encrypted(uri("mariadb://", server, "ssl-mode=VERIFY_IDENTITY" + ca))).isTrue();
    assertThat(encrypted(uri("mariadb://", server, ca))).isTrue();
    assertThatThrownBy(
            () -> encrypted(uri("mariadb://", server, "&ssl-ca=" + stranger.certificate())))
        .hasStackTraceContaining("SSLHandshakeException");
    assertThatThrownBy(
            () -> encrypted(uri("mariadb://", misnamed, "ssl-mode=VERIFY_IDENTITY" + ca)))
        .isInstanceOf(SQLException.class);
  }

  /** The authorities of the JDK do not know that of the tests. */
  @Test
  void thePublicAuthorities() {
    assertThatThrownBy(() -> encrypted(uri("mysql://", server, "ssl-mode=VERIFY_CA")))
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("SSLHandshakeException");
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aClientsCertificate(Driver driver) throws Exception {
    TestAuthority.Issued client = authority.issue("client" + driver, "guest", "");
    TestDatabase at = server.defaultDatabase();
    String verified = jdbc(driver, server, true, authority);
    String guest =
        driver.dsn(at.host(), at.port(), at.database(), "guest", "welcome", "")
            + verified.substring(verified.indexOf('?') + 1);
    assertThatThrownBy(() -> encrypted(guest)).isInstanceOf(SQLException.class);
    String certificate =
        driver == Driver.MARIADB
            ? "&keyStore=%s&keyStorePassword=%s"
            : "&clientCertificateKeyStoreUrl=file:%s&clientCertificateKeyStorePassword=%s";
    assertThat(
            encrypted(guest + certificate.formatted(client.store(), TestAuthority.STORE_PASSWORD)))
        .isTrue();
  }
}
