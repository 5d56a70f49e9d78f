package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.internal.dsn.Problem;
import java.io.File;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.util.options.OptionAliases;

/** What becomes of each parameter with each driver. */
@Tag("any-jdk")
final class MysqlParametersTest {

  private static final Connector MARIADB = new MariaDbConnector();
  private static final Connector MYSQL = new MysqlConnector();

  private static Map<String, String> properties(String dsn, Connector connector) throws Exception {
    return Dsns.read(dsn, connector).properties();
  }

  private static List<Problem> problems(String dsn, Connector connector) throws Exception {
    return Dsns.problems(dsn, connector);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          loc=Europe%2FParis         | connectionTimeZone | Europe/Paris   | Europe/Paris
          loc=Local                  | connectionTimeZone | LOCAL          | LOCAL
          loc=UTC                    | preserveInstants   | true           | true
          collation=utf8mb4_bin      | connectionCollation| utf8mb4_bin    | utf8mb4_bin
          timeout=1m30s              | connectTimeout     | 90000          | 90000
          timeout=0                  | connectTimeout     | 0              | 0
          readTimeout=250ms          | socketTimeout      | 250            | 250
          maxAllowedPacket=4194304   | maxAllowedPacket   | 4194304        | 4194304
          multiStatements=true       | allowMultiQueries  | true           | true
          multiStatements=0          | allowMultiQueries  | false          | false
          interpolateParams=true     | useServerPrepStmts | false          | false
          interpolateParams=false    | useServerPrepStmts | true           | true
          clientFoundRows=true       | useAffectedRows    | false          | false
          clientFoundRows=FALSE      | useAffectedRows    | true           | true
          compress=1                 | useCompression     | true           | true
          allowAllFiles=true         | allowLocalInfile   | true           | -
          allowAllFiles=true         | allowLoadLocalInfile | -            | true
          tls=true                   | sslMode            | verify-full    | VERIFY_IDENTITY
          tls=skip-verify            | sslMode            | trust          | REQUIRED
          tls=false                  | sslMode            | disable        | DISABLED
          connectionAttributes=a:b   | connectionAttributes | a:b          | a:b
          time_zone=%27Europe%2FParis%27 | sessionVariables | time_zone='Europe/Paris' | time_zone='Europe/Paris'
          sql_mode=TRADITIONAL&foo=1 | sessionVariables   | sql_mode=TRADITIONAL,foo=1 | sql_mode=TRADITIONAL,foo=1
          autocommit=1               | sessionVariables   | -              | -
          parseTime=true             | parseTime          | -              | -
          """)
  void gosParameters(String parameter, String property, String mariaDb, String mySql)
      throws Exception {
    String dsn = "u:p@tcp(h)/d?" + parameter;
    assertThat(properties(dsn, MARIADB).get(property)).isEqualTo(mariaDb);
    assertThat(properties(dsn, MYSQL).get(property)).isEqualTo(mySql);
  }

  /** Those that ask for what is so anyway. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "parseTime=true",
        "checkConnLiveness=true",
        "allowNativePasswords=true",
        "allowCleartextPasswords=true",
        "allowOldPasswords=false",
        "allowFallbackToPlaintext=false",
        "columnsWithAlias=false",
        "rejectReadOnly=0",
        "writeTimeout=0",
        "writeTimeout=0s",
        "timeTruncate=0",
        "charset=utf8mb4",
        "charset=utf8mb4,utf8",
        "charset=utf8",
      })
  void acceptsWhatIsSoAnyway(String parameter) throws Exception {
    for (Connector connector : List.of(MARIADB, MYSQL)) {
      assertThat(properties("u:p@tcp(h)/d?" + parameter, connector))
          .isEqualTo(properties("u:p@tcp(h)/d", connector));
    }
  }

  @Test
  void gosDefaults() throws Exception {
    assertThat(properties("u:p@tcp(h)/d", MARIADB))
        .containsOnly(
            Map.entry("connectionTimeZone", "UTC"),
            Map.entry("preserveInstants", "true"),
            Map.entry("forceConnectionTimeZoneToSession", "false"),
            Map.entry("sslMode", "disable"),
            Map.entry("allowPublicKeyRetrieval", "true"),
            Map.entry("allowLocalInfile", "false"),
            Map.entry("database", "d"));
    assertThat(properties("mysql://u:p@h/d", MARIADB)).containsOnly(Map.entry("database", "d"));
    assertThat(properties("mysql://u:p@h/d", MYSQL)).isEqualTo(MYSQL.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          parseTime=false           | parseTime
          parseTime=yes             | parseTime
          checkConnLiveness=false   | checkConnLiveness
          allowNativePasswords=false | allowNativePasswords
          allowCleartextPasswords=false | allowCleartextPasswords
          allowOldPasswords=true    | allowOldPasswords
          allowFallbackToPlaintext=true | allowFallbackToPlaintext
          columnsWithAlias=true     | columnsWithAlias
          rejectReadOnly=true       | rejectReadOnly
          strict=true               | strict
          writeTimeout=5s           | writeTimeout
          timeTruncate=1ms          | timeTruncate
          timeout=5                 | timeout
          timeout=-5s               | timeout
          readTimeout=x             | readTimeout
          maxAllowedPacket=x        | maxAllowedPacket
          maxAllowedPacket=99999999999 | maxAllowedPacket
          loc=Nowhere               | loc
          charset=latin1            | charset
          collation=utf8_general_ci | collation
          tls=custom                | tls
          serverPubKey=mine         | serverPubKey
          connectionAttributes=a    | connectionAttributes
          autocommit=0              | autocommit
          time_zone=%27a%27;drop    | time_zone
          time_zone=%27a            | time_zone
          sql_mode=a%2Cb            | sql_mode
          """)
  void refusesWhatCannotBe(String parameter, String name) throws Exception {
    for (Connector connector : List.of(MARIADB, MYSQL)) {
      assertThat(problems("u:p@tcp(h)/d?" + parameter, connector))
          .extracting(Problem::parameter)
          .containsExactly(name);
    }
  }

  @Test
  void saysAllThatIsWrong() throws Exception {
    assertThat(problems("u:p@tcp(h)/d?writeTimeout=5s&tls=custom&loc=x", MYSQL)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          ssl-mode=DISABLED          | sslMode       | disable     | DISABLED
          ssl-mode=required          | sslMode       | trust       | REQUIRED
          ssl-mode=VERIFY_CA         | sslMode       | verify-ca   | VERIFY_CA
          ssl-mode=VERIFY_IDENTITY   | sslMode       | verify-full | VERIFY_IDENTITY
          ssl_mode=VERIFY_IDENTITY   | sslMode       | verify-full | VERIFY_IDENTITY
          connect-timeout=2500       | connectTimeout | 2500       | 2500
          compression=PREFERRED      | useCompression | true       | true
          get-server-public-key=true | allowPublicKeyRetrieval | true | true
          server-public-key-path=/k  | serverRsaPublicKeyFile | /k | -
          server-public-key-path=/k  | serverRSAPublicKeyFile | - | /k
          tls-version=[TLSv1.3]      | tlsVersions   | -           | TLSv1.3
          tls-versions=TLSv1.3       | enabledSslProtocolSuites | TLSv1.3 | -
          connection-attributes=[a:b] | connectionAttributes | a:b  | a:b
          parseTime=true             | sslMode       | -           | -
          tls=true                   | sslMode       | verify-full | VERIFY_IDENTITY
          """)
  void theParametersOfUris(String parameter, String property, String mariaDb, String mySql)
      throws Exception {
    String dsn = "mysql://u:p@h/d?" + parameter;
    assertThat(properties(dsn, MARIADB).get(property)).isEqualTo(mariaDb);
    assertThat(properties(dsn, MYSQL).get(property)).isEqualTo(mySql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssl-mode=none             | ssl-mode
          ssl-cert=/c               | ssl-cert
          ssl-key=/c                | ssl-key
          ssl-crl=/c                | ssl-crl
          socket=/s                 | socket
          auth-method=x             | auth-method
          compression=REQUIRED      | compression
          connect-timeout=5s        | connect-timeout
          """)
  void refusesOfUris(String parameter, String name) throws Exception {
    for (Connector connector : List.of(MARIADB, MYSQL)) {
      assertThat(problems("mysql://u:p@h/d?" + parameter, connector))
          .extracting(Problem::parameter)
          .containsExactly(name);
    }
  }

  @Test
  void whatOnlyOneDriverCanDo() throws Exception {
    assertThat(properties("mysql://h/d?ssl-mode=PREFERRED", MYSQL))
        .containsEntry("sslMode", "PREFERRED");
    assertThat(problems("mysql://h/d?ssl-mode=PREFERRED", MARIADB).toString())
        .contains("MariaDB Connector/J", "com.mysql:mysql-connector-j");
    assertThat(problems("h:p@tcp(h)/d?tls=preferred", MARIADB)).hasSize(1);
    assertThat(properties("mysql://h/d?ssl-ca=/ca.pem", MARIADB))
        .containsEntry("serverSslCert", "/ca.pem")
        .containsEntry("sslMode", "verify-ca");
    assertThat(problems("mysql://h/d?ssl-ca=/ca.pem", MYSQL).toString())
        .contains("keytool", "trustCertificateKeyStoreUrl");
    assertThat(problems("mysql://h/d?ssl-ca=/ca.pem&ssl-mode=REQUIRED", MARIADB).toString())
        .contains("ssl-mode=VERIFY_IDENTITY");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          requireSSL=true                | requireSSL    | write sslMode: trust
          Nope=y                         | Nope          | leave it out
          poolName=x                     | poolName      | MYSQL_MAX_OPEN_CONNS
          keyPassword=x                  | keyPassword   | keyStorePassword
          database=x                     | database      | after the hosts
          connectTimeout=x               | connectTimeout | manual of MariaDB Connector/J
          socketTimeout=-1               | socketTimeout  | manual of MariaDB Connector/J
          sslMode=sometimes              | sslMode       | manual of MariaDB Connector/J
          parseTime=true                 | parseTime     | go-sql-driver's
          rewriteBatchedStatement=true   | rewriteBatchedStatement | write rewriteBatchedStatements
          """)
  void refusesOfMariaDbsJdbcUrl(String parameter, String name, String write) throws Exception {
    List<Problem> problems = problems("jdbc:mariadb://h/d?" + parameter, MARIADB);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).parameter()).contains(name);
    assertThat(problems.get(0).write()).contains(write);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          useUnicode=false               | useUnicode    | leave it out
          usessl=true                    | usessl        | write useSSL
          host=x                         | host          | before the '?'
          xdevapi.ssl-mode=x             | xdevapi       | leave it out
          connectTimeout=x               | connectTimeout | manual of MySQL Connector/J
          socketTimeout=-1               | socketTimeout  | manual of MySQL Connector/J
          maxReconnects=0                | maxReconnects  | manual of MySQL Connector/J
          sslMode=sometimes              | sslMode       | manual of MySQL Connector/J
          """)
  void refusesOfMysqlsJdbcUrl(String parameter, String name, String write) throws Exception {
    List<Problem> problems = problems("jdbc:mysql://h/d?" + parameter, MYSQL);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).parameter()).contains(name);
    assertThat(problems.get(0).write()).contains(write);
  }

  @Test
  void aDriversOwnPropertiesPass() throws Exception {
    assertThat(
            properties(
                "jdbc:mysql://h/d?useSSL=false&serverTimezone=UTC&allowPublicKeyRetrieval=true"
                    + "&autoReconnect=true&rewriteBatchedStatements=false&characterEncoding=UTF-8",
                MYSQL))
        .containsEntry("useSSL", "false")
        .containsEntry("connectionTimeZone", "UTC")
        .containsEntry("rewriteBatchedStatements", "false");
    assertThat(
            properties(
                "jdbc:mariadb://h/d?TCPKEEPALIVE=false&trustCertificateKeyStoreUrl=/s&sslMode=verify-ca"
                    + "&sessionVariables=a=b",
                MARIADB))
        .containsEntry("tcpKeepAlive", "false")
        .containsEntry("trustStore", "/s")
        .containsEntry("sessionVariables", "a=b");
  }

  @Test
  void everyAliasIsKnownByWhatItStandsFor() throws Exception {
    assertThat(OptionAliases.OPTIONS_ALIASES)
        .isNotEmpty()
        .allSatisfy((alias, name) -> assertThat(MARIADB.canonical(alias)).isEqualTo(name));
    assertThat(MARIADB.canonical("keyStoreAndMore")).isNull();
  }

  /** What this module says by name must still be a property of the driver's newest version. */
  @Test
  void everyPropertyThatIsSetIsOneOfTheDriver() throws Exception {
    String go =
        "u:p@tcp(h)/d?collation=utf8mb4_bin&timeout=1s&readTimeout=1s&maxAllowedPacket=9"
            + "&multiStatements=1&interpolateParams=1&clientFoundRows=1&compress=1&allowAllFiles=1"
            + "&connectionAttributes=a:b&foo=1";
    String uri =
        "mysql://h/d?ssl-mode=REQUIRED&get-server-public-key=1&server-public-key-path=/k"
            + "&tls-version=TLSv1.3&tls-ciphersuites=x&compression=PREFERRED";
    for (Connector connector : List.of(MARIADB, MYSQL)) {
      List<String> names = new ArrayList<>(properties(go, connector).keySet());
      names.addAll(properties(uri, connector).keySet());
      assertThat(names).allSatisfy(name -> assertThat(connector.canonical(name)).isEqualTo(name));
    }
  }

  @Test
  void showsNoValue() throws Exception {
    assertThat(
            Dsns.read(
                "jdbc:mysql://u:hidden@h/d?clientCertificateKeyStorePassword=hidden"
                    + "&clientCertificateKeyStoreUrl=file:/store",
                MYSQL))
        .asString()
        .contains("jdbc:mysql://h:3306/d")
        .doesNotContain("hidden");
  }

  @Test
  void thePacketSizeOfTheServerIsTakenOrRefused() throws Exception {
    String dsn = "u:p@tcp(h)/d?maxAllowedPacket=0";
    assertThat(properties(dsn, MYSQL)).isEqualTo(properties("u:p@tcp(h)/d", MYSQL));
    assertThat(problems(dsn, MARIADB))
        .extracting(Problem::parameter)
        .containsExactly("maxAllowedPacket");
  }

  /** It reads them where it uses them, and lists them nowhere. */
  @Test
  void whatMariaDbsDriverReadsWithoutListingItPasses() throws Exception {
    Set<String> read = constantsOf(org.mariadb.jdbc.Driver.class);
    for (String name : MariaDbProperties.UNLISTED_FLAGS) {
      assertThat(properties("jdbc:mariadb://h/d?" + name + "=true", MARIADB))
          .containsEntry(name, "true");
    }
    for (String name : MariaDbProperties.UNLISTED_TIMES) {
      assertThat(properties("jdbc:mariadb://h/d?" + name + "=5", MARIADB)).containsEntry(name, "5");
    }
    assertThat(read)
        .containsAll(MariaDbProperties.UNLISTED_FLAGS)
        .containsAll(MariaDbProperties.UNLISTED_TIMES);
    assertThat(MARIADB.properties())
        .containsAll(MariaDbProperties.PLUGINS)
        .doesNotContainAnyElementsOf(MariaDbProperties.UNLISTED_FLAGS);
    assertThat(MYSQL.properties()).containsAll(MysqlProperties.PLUGINS);
  }

  /** The words in a jar's classes. */
  private static Set<String> constantsOf(Class<?> type) throws Exception {
    Set<String> words = new HashSet<>();
    URL place = type.getProtectionDomain().getCodeSource().getLocation();
    try (JarFile jar = new JarFile(new File(place.toURI()))) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
          words.addAll(List.of(text.split("\\W+")));
        }
      }
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mariadb://h/d?credentialType=AWS-IAM&region=eu-west-1&anything=x",
        "jdbc:mariadb://h/d?socketFactory=x.Y&cloudSqlInstance=p:r:i&anything=x",
        "jdbc:mysql://h/d?socketFactory=x.Y&cloudSqlInstance=p:r:i&anything=x",
        "jdbc:mysql://h/d?authenticationPlugins=x.Y&azure.clientId=i&anything=x",
        "jdbc:mysql://h/d?queryInterceptors=x.Y&anything=x",
      })
  void whereAPluginIsNamedTheRestPasses(String dsn) throws Exception {
    Connector connector = dsn.contains("mariadb") ? MARIADB : MYSQL;
    assertThat(properties(dsn, connector)).containsEntry("anything", "x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          useSsl=true                                             | verify-full
          useSSL=1                                                | verify-full
          useSsl                                                  | verify-full
          useSSL=true&disableSslHostnameVerification=true         | verify-ca
          useSSL=true&trustServerCertificate=1                    | trust
          useSSL=true&sslMode=verify-full                         | verify-full
          useSSL=true&sslMode=VERIFY_IDENTITY                     | VERIFY_IDENTITY
          useSSL=false                                            | disable
          useSSL=false&trustServerCertificate=false               | disable
          sslMode=verify-ca&serverSslCert=/c                      | verify-ca
          sslMode=trust&keyStore=/k&keyStorePassword=p            | trust
          """)
  void theModeOfTlsOfMariaDbsUrl(String parameters, String mode) throws Exception {
    assertThat(properties("jdbc:mariadb://h/d?" + parameters, MARIADB))
        .containsEntry("sslMode", mode)
        .doesNotContainKeys("useSSL", "useSsl", "trustServerCertificate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mariadb | serverSslCert=/c                                | serverSslCert
          mariadb | sslMode=disable&serverSslCert=/c                | serverSslCert
          mariadb | sslMode=0&trustStore=/c                         | trustStore
          mariadb | sslMode=REQUIRED&trustStore=/c                  | trustStore
          mariadb | trustCertificateKeyStoreUrl=/c                  | trustCertificateKeyStoreUrl
          mariadb | keyStore=/c                                     | keyStore
          mariadb | enabledSslProtocolSuites=TLSv1.3                | enabledSslProtocolSuites
          mariadb | sslMode=verify-ca&trustStore=/c&serverSslCert=/c | serverSslCert
          mariadb | sslMode=verify-ca&trustStorePassword=x          | trustStorePassword
          mariadb | sslMode=                                        | sslMode
          mariadb | useSSL=yes                                      | useSSL
          mariadb | useSSL=true&sslMode=trust                       | useSSL
          mariadb | trustServerCertificate=true                     | trustServerCertificate
          mariadb | useSSL=false&disableSslHostnameVerification=true | disableSslHostnameVerification
          mysql   | trustCertificateKeyStoreUrl=file:/c             | trustCertificateKeyStoreUrl
          mysql   | sslMode=REQUIRED&trustCertificateKeyStoreUrl=file:/c | trustCertificateKeyStoreUrl
          mysql   | useSSL=true&requireSSL=true&trustCertificateKeyStoreUrl=file:/c | trustCertificateKeyStoreUrl
          mysql   | sslMode=DISABLED&clientCertificateKeyStoreUrl=file:/c | clientCertificateKeyStoreUrl
          mysql   | useSSL=false&enabledTLSProtocols=TLSv1.3        | enabledTLSProtocols
          mysql   | useSSL=false&requireSSL=true                    | requireSSL
          mysql   | sslMode=PREFERRED&requireSSL=true               | requireSSL
          mysql   | sslMode=REQUIRED&verifyServerCertificate=true   | verifyServerCertificate
          mysql   | sslMode=REQUIRED&useSSL=false                   | useSSL
          mysql   | sslMode=VERIFY_CA&trustCertificateKeyStorePassword=x | trustCertificateKeyStorePassword
          mysql   | sslMode=VERIFY_CA&trustCertificateKeyStoreUrl=/c | trustCertificateKeyStoreUrl
          """)
  void whatTheDriverWouldIgnoreOfTlsIsRefused(String scheme, String parameters, String name)
      throws Exception {
    Connector connector = scheme.equals("mariadb") ? MARIADB : MYSQL;
    assertThat(problems("jdbc:" + scheme + "://h/d?" + parameters, connector))
        .extracting(Problem::parameter)
        .containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "useSSL=true&requireSSL=false",
        "verifyServerCertificate=true&trustCertificateKeyStoreUrl=file:/c",
        "sslMode=VERIFY_IDENTITY&trustCertificateKeyStoreUrl=file:/c&useSSL=true&requireSSL=true",
        "sslMode=DISABLED&useSSL=false&requireSSL=false&verifyServerCertificate=false",
      })
  void whatMysqlsDriverHonoursOfTlsPasses(String parameters) throws Exception {
    assertThat(properties("jdbc:mysql://h/d?" + parameters, MYSQL)).isNotEmpty();
  }

  @Test
  void aMissingPublicKeyGetsTheParameterToWrite() {
    SQLException refusal =
        new SQLException("RSA public key is not available client side (option …)", "S1009", 7);
    SQLException advised = PublicKeyAdvice.addTo(refusal);
    assertThat((Throwable) advised)
        .hasMessageStartingWith(refusal.getMessage())
        .hasMessageContaining("get-server-public-key=true")
        .hasMessageContaining("allowPublicKeyRetrieval=true")
        .hasCause(refusal);
    assertThat(advised.getSQLState()).isEqualTo("S1009");
    assertThat(advised.getErrorCode()).isEqualTo(7);
    SQLException other = new SQLException("Access denied", "28000");
    assertThat((Throwable) PublicKeyAdvice.addTo(other)).isSameAs(other);
  }
}
