package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.internal.dsn.ParameterProblem;
import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    return MysqlParameters.of(MysqlDsn.parse(dsn), connector).properties();
  }

  private static List<ParameterProblem> problems(String dsn, Connector connector) {
    UnusableParametersException refusal =
        catchThrowableOfType(UnusableParametersException.class, () -> properties(dsn, connector));
    assertThat(refusal).as("refusal of %s", dsn).isNotNull();
    return refusal.problems();
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
          maxAllowedPacket=0         | maxAllowedPacket   | -              | -
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
  void refusesWhatCannotBe(String parameter, String name) {
    for (Connector connector : List.of(MARIADB, MYSQL)) {
      assertThat(problems("u:p@tcp(h)/d?" + parameter, connector))
          .extracting(ParameterProblem::keyword)
          .containsExactly(name);
    }
  }

  @Test
  void saysAllThatIsWrong() {
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
  void refusesOfUris(String parameter, String name) {
    for (Connector connector : List.of(MARIADB, MYSQL)) {
      assertThat(problems("mysql://u:p@h/d?" + parameter, connector))
          .extracting(ParameterProblem::keyword)
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
          useSSL=true                    | useSSL        | leave it out
          trustCertificateKeyStorePassword=x&Nope=y | whose name may be | leave it out
          poolName=x                     | poolName      | MYSQL_MAX_OPEN_CONNS
          keyPassword=x                  | keyPassword   | keyStorePassword
          database=x                     | database      | after the hosts
          connectTimeout=x               | connectTimeout | manual of MariaDB Connector/J
          sslMode=sometimes              | sslMode       | manual of MariaDB Connector/J
          parseTime=true                 | parseTime     | Go's form
          rewriteBatchedStatement=true   | rewriteBatchedStatement | write rewriteBatchedStatements
          """)
  void refusesOfMariaDbsJdbcUrl(String parameter, String name, String write) {
    List<ParameterProblem> problems = problems("jdbc:mariadb://h/d?" + parameter, MARIADB);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).keyword()).contains(name);
    assertThat(problems.get(0).write()).contains(write);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          useUnicode=true                | useUnicode    | leave it out
          usessl=true                    | usessl        | write useSSL
          host=x                         | host          | before the '?'
          xdevapi.ssl-mode=x             | xdevapi       | leave it out
          connectTimeout=x               | connectTimeout | manual of MySQL Connector/J
          sslMode=sometimes              | sslMode       | manual of MySQL Connector/J
          """)
  void refusesOfMysqlsJdbcUrl(String parameter, String name, String write) {
    List<ParameterProblem> problems = problems("jdbc:mysql://h/d?" + parameter, MYSQL);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).keyword()).contains(name);
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
                "jdbc:mariadb://h/d?TCPKEEPALIVE=false&trustCertificateKeyStoreUrl=/s"
                    + "&sessionVariables=a=b",
                MARIADB))
        .containsEntry("tcpKeepAlive", "false")
        .containsEntry("trustStore", "/s")
        .containsEntry("sessionVariables", "a=b");
  }

  @Test
  void everyAliasIsKnownByWhatItStandsFor() {
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
            MysqlParameters.of(
                MysqlDsn.parse(
                    "jdbc:mysql://u:hidden@h/d?clientCertificateKeyStorePassword=hidden"),
                MYSQL))
        .asString()
        .contains("jdbc:mysql://h:3306/d")
        .doesNotContain("hidden");
  }
}
