package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.util.Map;
import java.util.Properties;
import org.firebirdsql.jdbc.FBDriver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Is what is secret found in each form of URL, and is nothing else changed? */
@Tag("any-jdk")
final class JdbcUrlTest {

  private static final String KEYS = "JDBC_USER and JDBC_PASSWORD";

  private static JdbcUrl parse(String text) throws InvalidValueException {
    return JdbcUrl.parse(text, KEYS);
  }

  private static InvalidValueException refusal(String text) {
    InvalidValueException refusal =
        catchThrowableOfType(InvalidValueException.class, () -> parse(text));
    assertThat(refusal).as("refusal of %s", text).isNotNull();
    return refusal;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "jdbc:h2:mem:a;user=u;password=p;MODE=Oracle | jdbc:h2:mem:a;MODE=Oracle | u | p",
        "jdbc:h2:file:/d/a;PASSWORD=p\\;q\\\\;USER=u | jdbc:h2:file:/d/a | u | p;q\\",
        "jdbc:hsqldb:file://C:\\d;user=sa;password=p@q | jdbc:hsqldb:file://C:\\d | sa | p@q",
        "jdbc:h2:mem:a;INIT=a\\;PASSWORD=x;USER=u | jdbc:h2:mem:a;INIT=a\\;PASSWORD=x | u |",
        "jdbc:h2:file:/d/b@c;MODE=DB2 | jdbc:h2:file:/d/b@c;MODE=DB2 | |",
        "jdbc:h2:tcp://h:9092/~/b@c | jdbc:h2:tcp://h:9092/~/b@c | |",
        "jdbc:hsqldb:file:/d/a;user=u; password = p ;shutdown=true"
            + " | jdbc:hsqldb:file:/d/a;shutdown=true | u | p",
        "jdbc:derby:/d/a;create=true;user=u;password=p=q | jdbc:derby:/d/a;create=true | u | p=q",
        "jdbc:derby://h:1527/a;user=u;password=p | jdbc:derby://h:1527/a | u | p",
        "jdbc:duckdb:/d/a.db;threads=2;password=p | jdbc:duckdb:/d/a.db;threads=2 | | p",
        "jdbc:sqlserver://h:1433;userName=u;password={p;}}q};databaseName=d"
            + " | jdbc:sqlserver://h:1433;databaseName=d | u | p;}q",
        "jdbc:sqlserver://h;Password=p;;user=u; | jdbc:sqlserver://h | u | p",
        "jdbc:oracle:thin:u/p@//h:1521/s | jdbc:oracle:thin:@//h:1521/s | u | p",
        "jdbc:oracle:thin:u/p/q@h:1521:s | jdbc:oracle:thin:@h:1521:s | u | p/q",
        "jdbc:oracle:oci:u[v]/p@tns | jdbc:oracle:oci:@tns | u[v] | p",
        "jdbc:oracle:thin:u@//h/s?oracle.net.x=1 | jdbc:oracle:thin:@//h/s?oracle.net.x=1 | u |",
        "jdbc:oracle:thin:/@tns | jdbc:oracle:thin:/@tns | |",
        "jdbc:firebird://h/d?user=u&password=p%26+q&charSet=utf-8"
            + " | jdbc:firebird://h/d?charSet=utf-8 | u | p& q",
        "jdbc:firebirdsql://h/d?charSet=utf-8;password=p"
            + " | jdbc:firebirdsql://h/d?charSet=utf-8 | | p",
        "jdbc:postgresql://u@h/d?sslmode=require | jdbc:postgresql://u@h/d?sslmode=require | |",
      })
  void takesOutUserAndPassword(String text, String url, String user, String password)
      throws InvalidValueException {
    JdbcUrl parsed = parse(text);

    assertThat(parsed.url()).isEqualTo(url);
    assertThat(parsed.user()).isEqualTo(user);
    assertThat(parsed.password()).isEqualTo(password);
    assertThat(parsed).hasToString(url);
  }

  @Test
  void takesOutOtherSecrets() throws InvalidValueException {
    assertThat(
            parse("jdbc:sqlserver://h;trustStorePassword=s1;accessToken=s2;keyStoreSecret=s3")
                .secrets())
        .isEqualTo(Map.of("trustStorePassword", "s1", "accessToken", "s2", "keyStoreSecret", "s3"));
    assertThat(parse("jdbc:derby:a;bootPassword=s1;encryptionKey=s2").url())
        .isEqualTo("jdbc:derby:a");
    assertThat(parse("jdbc:hsqldb:file:a;crypt_key=s1;crypt_type=AES").url())
        .isEqualTo("jdbc:hsqldb:file:a;crypt_type=AES");
    assertThat(parse("jdbc:duckdb:a;s3_secret_access_key=s1").url()).isEqualTo("jdbc:duckdb:a");
    assertThat(parse("jdbc:h2:mem:a;pasword=s1").url()).isEqualTo("jdbc:h2:mem:a");
  }

  /** What is left and what was taken out are together what the driver reads in the whole URL. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:firebird://h:3050/d?user=me&password=a%26b+c&charSet=utf-8",
        "jdbc:firebirdsql://h/d?charSet=utf-8;user=me;password=x%3By",
        "jdbc:firebird:h:/x?password=a=b"
      })
  void readsWhatFirebirdsDriverReads(String text) throws Exception {
    JdbcUrl parsed = parse(text);
    Properties properties = new Properties();
    if (parsed.user() != null) {
      properties.setProperty("user", parsed.user());
    }
    properties.setProperty("password", String.valueOf(parsed.password()));

    assertThat(FBDriver.normalizeProperties(parsed.url(), properties))
        .isEqualTo(FBDriver.normalizeProperties(text, new Properties()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:foo://h/d?password=hunter2",
        "jdbc:foo://h/d;PWD=hunter2",
        "jdbc:foo://u:hunter2@h/d",
        "jdbc:foo://u:hun/ter2@h/d",
        "jdbc:foo://u:hun?ter2@h/d",
        "jdbc:foo://u:hun;ter2@h/d",
        "jdbc:h2:tcp://u:hun?ter2@h/d",
        "jdbc:h2:tcp://u:hun;ter2@h/d",
        "jdbc:foo:u/hunter2@h",
        "jdbc:foo:@(ADDRESS=(HOST=h))(SECURITY=(PASSWORD=hunter2))",
        "jdbc:foo:h?private_key = hunter2",
        "jdbc:mysql://h/d?user=u&password=hunter2",
        "jdbc:postgresql://u:hunter2@h/d",
        "jdbc:sqlserver://sa:hunter2@h;databaseName=d",
        "jdbc:sqlserver://sa:hun/ter2@h;databaseName=d",
        "jdbc:h2:tcp://sa:hunter2@h/d",
        "jdbc:h2:mem:a;USER=u;PASSWORD=hun;ter2",
        "jdbc:h2:mem:a;USER=u;PASSWORD=hun;;ter2",
        "jdbc:derby:/d/a;password=hun;ter2;create=true",
        "jdbc:hsqldb:hsql://sa@h/d",
        "jdbc:derby://sa:hunter2@h:1527/d",
        "jdbc:firebird://sa:hunter2@h/d?charSet=utf-8",
        "jdbc:duckdb:/d/a.db?password=hunter2",
        "jdbc:firebird://h/d;password=hunter2",
        "jdbc:oracle:thin:u/hun@ter2@//h/s",
        "jdbc:oracle:thin:u/\"hunter2\"@//h/s",
        "jdbc:oracle:thin:@//h/s?javax.net.ssl.keyStorePassword=hunter2",
        "jdbc:oracle:thin:@(DESCRIPTION=(SECURITY=(PASSWORD=hunter2)))",
        "jdbc:oracle:u/hunter2@h",
        "jdbc:oracle:thin:u/hunter2"
      })
  void whatCannotBeKeptSecretIsRefusedWithTheKeys(String text) {
    assertThat(refusal(text)).hasMessageContaining(KEYS).hasMessageNotContaining("ter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://u:hunter2@h/d",
        "\"jdbc:h2:mem:a\"",
        "JDBC_URL=jdbc:h2:mem:a",
        "h2:mem:a",
        "jdbc:h2:mem:a\n;user=u",
        "jdbc:h2:mem:",
        "jdbc:h2:mem:;DB_CLOSE_DELAY=-1",
        "jdbc:duckdb:",
        "jdbc:duckdb::memory:",
        "jdbc:duckdb:memory:;threads=1",
        "jdbc:h2:mem:a;password=hunter2;PASSWORD=hunter3",
        "jdbc:sqlserver://h;password={hunter2"
      })
  void whatCannotBeMeantIsRefused(String text) {
    assertThat(refusal(text))
        .hasMessageContaining("At position ")
        .hasMessageNotContaining("hunter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:duckdb:memory:a",
        "jdbc:h2:mem:a",
        "jdbc:hsqldb:mem:a;ifexists;x=y",
        "jdbc:foo://h:1234/d?ssl=true",
        "jdbc:foo://h:1234?mail=a@b",
        "jdbc:foo://[::1]:1234/d?mail=a@b",
        "jdbc:foo://h:1,g:2?mail=a@b",
        "jdbc:foo:",
        "jdbc:sqlite:/d/a.db"
      })
  void whatHasNoSecretIsLeftAsItIs(String text) throws InvalidValueException {
    assertThat(parse(text).url()).isEqualTo(text);
  }
}
