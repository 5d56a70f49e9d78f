package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

@Tag("any-jdk")
class PostgresParametersTest {
  private static PostgresParameters of(String dsn) throws Exception {
    return Dsns.read(dsn);
  }

  private static List<Problem> problems(String dsn) throws Exception {
    return Dsns.problems(dsn);
  }

  @Test
  void fillsInWhatIsNotSaid() throws Exception {
    assertThat(of("postgres://"))
        .isEqualTo(
            new PostgresParameters(
                "postgres://",
                List.of("localhost:5432"),
                null,
                null,
                "osuser",
                null,
                null,
                Map.of("tcpKeepAlive", "true", "sslmode", "prefer"),
                null));
    assertThat(of("postgres://app@h").database()).isEqualTo("app");
    assertThat(of("user='' password='' dbname=''"))
        .extracting(
            PostgresParameters::user, PostgresParameters::password, PostgresParameters::database)
        .containsExactly("osuser", null, "osuser");
    assertThat(of("jdbc:postgresql:"))
        .extracting(PostgresParameters::url, PostgresParameters::properties)
        .containsExactly("jdbc:postgresql://localhost:5432/osuser", Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres://app@h", "postgres://app@h/app", "jdbc:postgresql://app@h/"})
  void theUrlNamesTheDatabaseThatIsNamedAfterTheUser(String dsn) throws Exception {
    assertThat(of(dsn).database()).isEqualTo("app");
    assertThat(of(dsn).url()).isEqualTo("jdbc:postgresql://h:5432/app");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres://h1,h2:2,/d             | jdbc:postgresql://h1:5432,h2:2,localhost:5432/d
          host=a,b port=1 dbname=d          | jdbc:postgresql://a:1,b:1/d
          host=a,b port=,2 dbname=d         | jdbc:postgresql://a:5432,b:2/d
          host=a port=' +07 ' dbname=d      | jdbc:postgresql://a:7/d
          hostaddr=10.0.0.1 dbname=d        | jdbc:postgresql://10.0.0.1:5432/d
          hostaddr=,::1 host=a, dbname=d    | jdbc:postgresql://a:5432,[::1]:5432/d
          hostaddr=::1 host=::1 dbname=d    | jdbc:postgresql://[::1]:5432/d
          postgres://[fe80::1%25eth0]:1/a%2Fb | jdbc:postgresql://[fe80::1%eth0]:1/a%2Fb
          postgres://bücher.example/d       | jdbc:postgresql://bücher.example:5432/d
          jdbc:postgresql://[::1],:2/d      | jdbc:postgresql://[::1]:5432,localhost:2/d
          """)
  void listsTheHosts(String dsn, String url) throws Exception {
    assertThat(of(dsn).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host=a,b port=1,2,3                 | port
          host=a port=0                       | port
          host=a port=65536                   | port
          host=a port=-1                      | port
          host=a port=x                       | port
          host=a port='1 2'                   | port
          host=a port=99999999999             | port
          host=a,b hostaddr=10.0.0.1          | hostaddr
          host=a hostaddr=10.0.0.1            | hostaddr
          host=/run/postgresql                | host
          host=a,@abstract                    | host
          host='a b'                          | host
          host=a=b                            | host
          postgres://%2Ftmp/d                 | host
          postgres://a%40b/d                  | host
          jdbc:postgresql://%2Ftmp/d          | host
          jdbc:postgresql://h:0/d             | port
          jdbc:postgresql://h/d?host=a,b      | port
          jdbc:postgresql://::1/d             | host
          """)
  void refusesHostsAndPorts(String dsn, String keyword) throws Exception {
    assertThat(problems(dsn)).extracting(Problem::parameter).containsOnly(keyword);
  }

  @Test
  void saysWhatToDoAboutAUnixSocket() throws Exception {
    assertThat(problems("host=/run/postgresql").get(0).toString())
        .contains("Unix socket", "localhost", "socketFactory", "jdbc:postgresql:", ".s.PGSQL.5432");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          connect_timeout=5                        | connectTimeout    | 5
          connect_timeout=5                        | loginTimeout      | 5
          host=a,b,c connect_timeout=5             | connectTimeout    | 5
          host=a,b,c connect_timeout=5             | loginTimeout      | 5
          connect_timeout=1                        | connectTimeout    | 1
          connect_timeout=0                        | connectTimeout    | 0
          connect_timeout=-7                       | connectTimeout    | 0
          connect_timeout=-7                       | loginTimeout      | 0
          application_name=a                       | ApplicationName   | a
          application_name=''                      | ApplicationName   | ''
          fallback_application_name=f              | ApplicationName   | f
          fallback_application_name=f application_name=a | ApplicationName | a
          application_name=a fallback_application_name=f | ApplicationName | a
          fallback_application_name=f application_name='' | ApplicationName | ''
          options='-c a=b'                         | options           | -c a=b
          options=''                               | options           | -
          keepalives=0                             | tcpKeepAlive      | false
          keepalives=2                             | tcpKeepAlive      | true
          channel_binding=require                  | channelBinding    | require
          gssencmode=disable                       | gssEncMode        | disable
          krbsrvname=K                             | kerberosServerName| K
          gsslib=GSSAPI                            | gsslib            | gssapi
          load_balance_hosts=random                | loadBalanceHosts  | true
          load_balance_hosts=disable               | loadBalanceHosts  | false
          target_session_attrs=any                 | targetServerType  | any
          target_session_attrs=read-write          | targetServerType  | primary
          target_session_attrs=primary             | targetServerType  | primary
          target_session_attrs=read-only           | targetServerType  | secondary
          target_session_attrs=standby             | targetServerType  | secondary
          target_session_attrs=prefer-standby      | targetServerType  | preferSecondary
          require_auth=scram-sha-256,none          | requireAuth       | scram-sha-256,none
          require_auth=!password,!md5              | requireAuth       | !password,!md5
          require_auth=''                          | requireAuth       | -
          sslmode=disable                          | sslmode           | disable
          sslmode=require                          | sslmode           | require
          sslmode=require sslrootcert=ca.crt       | sslmode           | verify-ca
          sslmode=require sslrootcert=ca.crt       | sslrootcert       | ca.crt
          sslmode=verify-full sslrootcert=ca.crt   | sslmode           | verify-full
          sslrootcert=system                       | sslmode           | verify-full
          sslrootcert=system | sslfactory | org.postgresql.ssl.DefaultJavaSSLFactory
          sslrootcert=system                       | sslrootcert       | -
          sslmode=require sslnegotiation=direct    | sslNegotiation    | direct
          sslnegotiation=postgres                  | sslNegotiation    | postgres
          sslcert=c.crt sslkey=c.key               | sslcert           | c.crt
          sslcert=c.crt sslkey=c.key               | sslkey            | c.key
          sslkey=c.p12                             | sslkey            | c.p12
          sslcert=c.crt sslkey=c.key sslcertmode=disable | sslcert     | ''
          sslcert=c.crt sslkey=c.key sslcertmode=disable | sslkey      | ''
          sslpassword=s                            | sslpassword       | -
          """)
  void givesLibpqsParametersTheirPgjdbcName(String dsn, String property, String value)
      throws Exception {
    assertThat(of(dsn).properties().get(property)).isEqualTo(value);
  }

  @Test
  void keepsTheKeysPasswordApart() throws Exception {
    assertThat(of("sslpassword=s").sslPassword()).isEqualTo("s");
    assertThat(of("jdbc:postgresql://h/d?sslpassword=s"))
        .extracting(PostgresParameters::sslPassword, PostgresParameters::properties)
        .containsExactly("s", Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keepalives_idle=0",
        "keepalives_interval=0",
        "keepalives_count=0",
        "tcp_user_timeout=0",
        "client_encoding=UTF8",
        "client_encoding=utf-8",
        "client_encoding=auto",
        "client_encoding=''",
        "replication=false",
        "replication=OFF",
        "min_protocol_version=3.0",
        "max_protocol_version=3.2",
        "max_protocol_version=latest",
        "ssl_min_protocol_version=tlsv1.2",
        "ssl_min_protocol_version=TLSv1",
        "ssl_max_protocol_version=TLSv1.3",
        "sslcompression=0",
        "sslsni=1",
        "gssdelegation=0",
        "sslcertmode=allow",
        "service=''",
        "sslcrl=''"
      })
  void asksNothingOfPgjdbcWhereItDoesThatAnyway(String dsn) throws Exception {
    assertThat(of(dsn).properties()).isEqualTo(of("").properties());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslmode=x",
        "sslmode=''",
        "sslmode=REQUIRE",
        "sslnegotiation=x",
        "sslnegotiation=direct",
        "sslcertmode=require",
        "sslcertmode=x",
        "sslrootcert=ca.crt",
        "sslrootcert=ca.crt sslmode=prefer",
        "sslcert=c.crt",
        "sslkey=engine:key",
        "channel_binding=x",
        "gssencmode=allow",
        "gsslib=sspi",
        "gssdelegation=1",
        "target_session_attrs=x",
        "target_session_attrs=secondary",
        "load_balance_hosts=true",
        "require_auth=x",
        "require_auth=oauth",
        "require_auth=password,!md5",
        "require_auth=password,password",
        "require_auth='password, md5'",
        "connect_timeout=x",
        "connect_timeout=5s",
        "connect_timeout=''",
        "connect_timeout=2147483647",
        "keepalives=x",
        "keepalives_idle=60",
        "keepalives_interval=10",
        "keepalives_count=3",
        "tcp_user_timeout=10000",
        "client_encoding=LATIN1",
        "replication=database",
        "min_protocol_version=3.2",
        "min_protocol_version=x",
        "max_protocol_version=x",
        "ssl_min_protocol_version=TLSv1.3",
        "ssl_max_protocol_version=TLSv1.2",
        "sslcompression=1",
        "sslsni=0",
        "sslcrl=x",
        "sslcrldir=x",
        "sslkeylogfile=x",
        "requirepeer=x",
        "service=x",
        "passfile=x",
        "oauth_issuer=x",
        "oauth_client_id=x",
        "oauth_client_secret=x",
        "oauth_scope=x",
        "scram_client_key=x",
        "scram_server_key=x"
      })
  void refusesByName(String dsn) throws Exception {
    List<Problem> problems = problems(dsn);
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.parameter()).isEqualTo(dsn.substring(0, dsn.indexOf('=')));
              assertThat(problem.wrong()).isNotBlank();
              assertThat(problem.write()).isNotBlank();
            });
  }

  @Test
  void refusesAWeakModeBesideTheSystemsAuthorities() throws Exception {
    assertThat(problems("sslrootcert=system sslmode=require"))
        .extracting(Problem::parameter)
        .containsExactly("sslmode");
    assertThat(problems("sslrootcert=system sslcert=c sslkey=k"))
        .extracting(Problem::parameter)
        .containsExactly("sslrootcert");
  }

  @Test
  void reportsAllProblemsTogether() throws Exception {
    assertThat(problems("host=/tmp port=0 sslcrl=x service=y sslmode=z"))
        .extracting(Problem::parameter)
        .containsExactlyInAnyOrder("host", "port", "sslcrl", "service", "sslmode");
  }

  /** None may be dropped: it shows in the result, is refused, or is known to change nothing. */
  @ParameterizedTest
  @EnumSource(LibpqKeyword.class)
  void decidesOnEveryKeyword(LibpqKeyword keyword) throws Exception {
    Set<LibpqKeyword> alwaysFulfilled =
        EnumSet.of(LibpqKeyword.MAX_PROTOCOL_VERSION, LibpqKeyword.SSL_MAX_PROTOCOL_VERSION);
    String dsn =
        keyword.keyword()
            + "="
            + switch (keyword) {
              case PORT -> "5433";
              case HOSTADDR -> "10.0.0.1";
              case SSLMODE -> "require";
              case SSLKEY -> "client.p12";
              case SSLCERTMODE -> "disable";
              case SSLROOTCERT -> "system";
              case SSLNEGOTIATION -> "postgres";
              case CHANNEL_BINDING, GSSENCMODE -> "prefer";
              case TARGET_SESSION_ATTRS -> "standby";
              case LOAD_BALANCE_HOSTS -> "random";
              case REQUIRE_AUTH -> "none";
              case KEEPALIVES -> "0";
              case CONNECT_TIMEOUT -> "7";
              case GSSLIB -> "gssapi";
              case GSSDELEGATION -> "1";
              case MIN_PROTOCOL_VERSION, MAX_PROTOCOL_VERSION -> "3.2";
              case SSL_MAX_PROTOCOL_VERSION -> "TLSv1.3";
              default -> "x1";
            };
    boolean fulfilled;
    try {
      fulfilled = withoutText(of(dsn)).equals(withoutText(of("")));
    } catch (InvalidValueException e) {
      fulfilled = false;
    }
    assertThat(fulfilled).isEqualTo(alwaysFulfilled.contains(keyword));
  }

  private static PostgresParameters withoutText(PostgresParameters read) {
    return new PostgresParameters(
        "",
        read.hosts(),
        read.ownDatabase(),
        read.ownUser(),
        read.defaultUser(),
        read.password(),
        read.sslPassword(),
        read.properties(),
        read.role());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssl=false                       | ssl                   | false
          sslmode=REQUIRE                 | sslmode               | require
          reWriteBatchedInserts=true      | reWriteBatchedInserts | true
          prepareThreshold=-1             | prepareThreshold      | -1
          loginTimeout=1.5                | loginTimeout          | 1.5
          requireAuth=password%2Cmd5      | requireAuth           | password,md5
          protocolVersion=3.2             | protocolVersion       | 3.2
          socketFactory=x.Y               | socketFactory         | x.Y
          currentSchema=a%2Cb             | currentSchema         | a,b
          """)
  void keepsPgjdbcsPropertiesOfAJdbcUrl(String query, String property, String value)
      throws Exception {
    assertThat(of("jdbc:postgresql://h/d?" + query).properties())
        .containsExactly(entry(property, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service=s",
        "loggerLevel=DEBUG",
        "loggerFile=x",
        "ssl=1",
        "ssl=yes",
        "sslmode=verify",
        "sslNegotiation=directly",
        "tcpKeepAlive=1",
        "tcpKeepAlive",
        "reWriteBatchedInserts=ture",
        "prepareThreshold=five",
        "connectTimeout=5s",
        "socketTimeout=30s",
        "socketTimeout=2147484",
        "targetServerType=standby"
      })
  void refusesWhatPgjdbcWouldMisunderstandOrIgnore(String query) throws Exception {
    assertThat(problems("jdbc:postgresql://h/d?" + query))
        .extracting(Problem::parameter)
        .containsExactly(query.replaceAll("=.*", ""));
  }

  @Test
  void takesEveryPropertyOfPgjdbcAtItsDefault() throws Exception {
    Set<String> apart = Set.of("PGHOST", "PGPORT");
    Map<String, String> defaults = new TreeMap<>();
    for (PGProperty property : PGProperty.values()) {
      String value = property.getDefaultValue();
      if (value != null && !apart.contains(property.getName())) {
        defaults.put(property.getName(), value);
      }
    }
    assertThat(defaults).hasSizeGreaterThan(50);
    String query =
        defaults.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    assertThat(of("jdbc:postgresql://h/d?" + query).properties()).isEqualTo(defaults);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://app:hidden@h1:1,[::1]/a%2Fb%20c?sslmode=require&options=-c%20a%3Db&"
            + "target_session_attrs=read-write&connect_timeout=3&application_name=x&"
            + "load_balance_hosts=random&channel_binding=require&require_auth=none&krbsrvname=k",
        "jdbc:postgresql://app:hidden@h1:1,[::1]/a%2Fb%20c?currentSchema=s&ssl=true&sslrootcert=ca.crt"
      })
  void isWhatPgjdbcReads(String dsn) throws Exception {
    PostgresParameters parameters = of(dsn);
    assertThat(parameters.url()).doesNotContain("hidden", "app:");
    assertThat(parameters.properties().keySet())
        .allSatisfy(name -> assertThat(PGProperty.forName(name)).as(name).isNotNull());
    Properties own = new Properties();
    own.putAll(parameters.properties());
    Properties parsed = Driver.parseURL(parameters.url(), own);
    assertThat(parsed).containsAllEntriesOf(parameters.properties());
    assertThat(parsed.getProperty("PGHOST")).isEqualTo("h1,[::1]");
    assertThat(parsed.getProperty("PGPORT")).isEqualTo("1,5432");
    assertThat(parsed.getProperty("PGDBNAME")).isEqualTo("a/b c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:postgresql://h/d?sslrootcert=ca.crt                          | sslrootcert
          jdbc:postgresql://h/d?sslmode=require&sslrootcert=ca.crt          | sslrootcert
          jdbc:postgresql://h/d?sslmode=disable&sslrootcert=ca.crt          | sslrootcert
          jdbc:postgresql://h/d?sslmode=disable&sslcert=c&sslkey=k          | sslcert, sslkey
          jdbc:postgresql://h/d?sslmode=disable&sslpassword=p               | sslpassword
          jdbc:postgresql://h/d?ssl=true                                    | ssl
          jdbc:postgresql://h/d?ssl                                         | ssl
          jdbc:postgresql://h/d?sslmode=verify-full                         | sslmode
          jdbc:postgresql://h/d?sslmode=verify-ca                           | sslmode
          jdbc:postgresql://h/d?ssl=true&sslmode=prefer                     | ssl
          jdbc:postgresql://h/d?ssl=false&sslmode=require                   | ssl
          jdbc:postgresql://h/d?sslmode=verify-ca&sslrootcert=c&sslhostnameverifier=x.Y | sslhostnameverifier
          jdbc:postgresql://h/d?ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory | ssl
          jdbc:postgresql://h/d?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory&sslcert=c | sslcert
          jdbc:postgresql://h/d?sslmode=verify-full&sslrootcert=$HOME/ca.crt | sslrootcert
          jdbc:postgresql://h/d?sslmode=no-verify                           | sslmode
          sslmode=verify-full                                               | sslmode
          sslmode=disable sslrootcert=ca.crt                                | sslrootcert
          sslmode=disable sslcert=c sslkey=k                                | sslcert, sslkey
          sslmode=verify-full sslrootcert=~/ca.crt                          | sslrootcert
          sslmode=no-verify                                                 | sslmode
          """)
  void refusesWhatWouldBeIgnoredOfTls(String dsn, String names) throws Exception {
    assertThat(problems(dsn)).extracting(Problem::parameter).containsExactly(names.split(", "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h/d?ssl=true&sslmode=verify-full&sslrootcert=ca.crt",
        "jdbc:postgresql://h/d?ssl=true&sslmode=require",
        "jdbc:postgresql://h/d?sslmode=require&sslfactory=org.postgresql.ssl.NonValidatingFactory",
        "jdbc:postgresql://h/d?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory",
        "jdbc:postgresql://h/d?sslmode=require&sslfactory=x.Y&sslrootcert=ca.crt",
        "jdbc:postgresql://h/d?sslmode=require&sslcert=c&sslkey=k",
        "sslmode=require sslcert=c sslkey=k sslcertmode=disable",
      })
  void takesWhatWillBeLookedAtOfTls(String dsn) throws Exception {
    assertThat(of(dsn).properties()).containsKey("sslmode");
  }

  @Test
  void theUsersOwnFileOfAuthoritiesIsTaken(@TempDir Path folder) throws Exception {
    Path root = Files.writeString(folder.resolve("root.crt"), "");
    ProcessDefaults process = new ProcessDefaults("me", root);
    for (String dsn :
        List.of("sslmode=verify-full", "jdbc:postgresql://h/d?ssl=true", "postgres://h?ssl=true")) {
      assertThat(PostgresParameters.read(dsn, process).properties()).isNotEmpty();
    }
  }

  @Test
  void whereAClassIsNamedTheRestPasses() throws Exception {
    assertThat(
            of("jdbc:postgresql:///d?cloudSqlInstance=p:r:i&ipTypes=PRIVATE"
                    + "&socketFactory=com.google.cloud.sql.postgres.SocketFactory")
                .properties())
        .containsEntry("cloudSqlInstance", "p:r:i")
        .containsEntry("ipTypes", "PRIVATE");
    assertThat(
            of("jdbc:postgresql://h/d?authenticationPluginClassName=x.Y&azure.clientId=i")
                .properties())
        .containsEntry("azure.clientId", "i");
    assertThat(problems("jdbc:postgresql://h/d?cloudSqlInstance=p:r:i").get(0).write())
        .contains("socketFactory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          postgres://app@h/shop&password=x        | 21
          postgres://app@h/shop;password=x        | 21
          postgres://app@h/shop,                  | 21
          postgres://app@h/shop=x                 | 21
          postgres://app@h/shop:5432              | 21
          postgres://app@h/shop"                  | 21
          postgres://app@h/shop%3Dx               | 17
          jdbc:postgresql://h/shop&user=u         | 24
          jdbc:postgresql:shop;user=u             | 20
          host=h dbname=shop,                     | 18
          host=h dbname=shop;user=x               | 18
          postgres://app@h/${DB}                  | 17
          """)
  void refusesADatabaseThatHasTakenInMore(String dsn, int position) throws Exception {
    assertThat(problems(dsn)).extracting(Problem::position).containsOnly(position);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          postgres://app@h/a%26b   | a&b
          postgres://app@h/a%2Fb   | a/b
          postgres://app@h/üdb%201 | üdb 1
          postgres://app@h/my-db.x | my-db.x
          host=h dbname='a,b;c'    | a,b;c
          """)
  void takesADatabaseThatIsWrittenAsMeant(String dsn, String database) throws Exception {
    assertThat(of(dsn).database()).isEqualTo(database);
  }
}
