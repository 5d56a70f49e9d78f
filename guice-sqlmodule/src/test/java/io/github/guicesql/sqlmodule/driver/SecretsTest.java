package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Can a secret get into an error or a log, wherever it was written? */
final class SecretsTest {

  private static final String SECRET = "hunt\u20acr2";

  @Test
  void refusedSecretIsInNoPartOfTheError() {
    Throwable thrown = provisionFailure(Map.of("H2_DATABASE", "x", "H2_PASSWORD", SECRET));

    assertHidden(thrown);
    SqlConfigException error = (SqlConfigException) SqlErrors.find(thrown).orElseThrow();
    assertThat(error.problems()).extracting(ConfigProblem::value).containsExactly("***");
  }

  @Test
  void refusedSecretIsInNoPartOfAFailedStart() {
    Map<String, String> values = Map.of("H2_PASSWORD", SECRET, "H2_MAX_OPEN_CONNS", "x");

    Throwable thrown =
        catchThrowable(
            () ->
                Guice.createInjector(
                    new H2Module(SqlOptions.defaults().withConfig(ConfigSource.map(values))),
                    new NeedsTheDatabase()));

    assertThat(thrown).isInstanceOf(CreationException.class).hasMessageContaining("3 problems");
    assertHidden(thrown);
  }

  @Test
  void acceptedSecretIsNotInTheErrorsOfOthers() {
    assertHidden(
        provisionFailure(Map.of("H2_PASSWORD", SECRET + "-long-enough", "H2_LETTERS", "x")));
  }

  @Test
  void acceptedSecretIsNotInAnErrorOfTheConnection() throws SQLException {
    Map<String, String> values = new HashMap<>();
    values.put("H2_DATABASE", H2Module.freshDatabase());
    values.put("H2_CONNECT_TIMEOUT", "10s");
    values.put("H2_PASSWORD", "the-right-password");
    Injector first = injector(values);
    try (LifecycleRegistry registry = first.getInstance(LifecycleRegistry.class)) {
      keepOpen(first);
      values.put("H2_PASSWORD", SECRET + "-the-wrong-one");

      Throwable thrown = provisionFailure(values);

      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
      assertThat(SqlErrors.find(thrown).orElseThrow()).hasMessageContaining("PING");
      assertHidden(thrown);
    }
  }

  /** An in-memory database lives as long as it has a connection. */
  private static void keepOpen(Injector injector) throws SQLException {
    injector.getInstance(SqlTokens.defaults().dbKey()).getConnection().close();
  }

  @Test
  void secretBoundByAServicesOwnModuleIsHiddenToo() {
    Throwable thrown =
        catchThrowable(
            () ->
                Guice.createInjector(
                        new H2Module(
                            SqlOptions.defaults()
                                .withConfigModule(
                                    new AbstractModule() {
                                      @Override
                                      protected void configure() {
                                        bindConstant()
                                            .annotatedWith(Names.named("h2.password"))
                                            .to(SECRET);
                                      }
                                    })))
                    .getInstance(SqlTokens.defaults().dbKey()));

    assertThat(SqlErrors.find(thrown)).containsInstanceOf(SqlConfigException.class);
    assertHidden(thrown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?password=" + SECRET,
        "a;PASSWORD=" + SECRET + ";b",
        "jdbc:x://h/d?user=u&sslpassword=" + SECRET + "&ssl=true",
        "?passwd=" + SECRET,
        "?pwd=" + SECRET,
        "?client_secret=" + SECRET,
        "?api-key=" + SECRET,
        "?apiKey=" + SECRET,
        "?hexkey=" + SECRET,
        "?access_token=" + SECRET,
        "?pass=" + SECRET,
        "?passphrase=" + SECRET,
        "file:a.db?_auth&_auth_user=u&_auth_pass=" + SECRET + "&_auth_crypt=sha1",
        "DB_PASS=" + SECRET,
        "file:a.db?_pragma_key=x'" + SECRET + "'&_pragma_cipher_page_size=4096",
        "file:a.db?_pragma=key('" + SECRET + "')",
        "file:a.db?_pragma=hexkey%28" + SECRET + "%29",
        "alter role app password '" + SECRET + " " + SECRET + "'",
        "alter user app identified by 'it''s " + SECRET + "'",
        "set password = 'it''s " + SECRET + "'",
        "set password for app = password('" + SECRET + "')",
        "alter user app identified with caching_sha2_password by '" + SECRET + "'",
        "create login app with password = N'two " + SECRET + "'",
        "create secret (type s3, key_id 'k', secret '" + SECRET + "')",
        "attach 'a.db' as a (encryption_key '" + SECRET + "')",
        "set app.api_key to '" + SECRET + "'",
        "{\"username\": \"u\", \"password\": \"" + SECRET + "\"}",
        "host=h password = " + SECRET + " user=u",
        "host=h password='" + SECRET + " " + SECRET + "' user=u",
        "host=h password='it\\'s " + SECRET + "' user=u",
        "host=h password=\"" + SECRET + " " + SECRET + "\" user=u",
        "password: " + SECRET,
        "postgres://user:" + SECRET + "@host/db",
        "postgres://user:" + SECRET + " " + SECRET + "@host/db",
        "postgres://:" + SECRET + "@host/db",
        "postgres://user:" + SECRET + "@host:5432,user:" + SECRET + "@other/db",
        "user:" + SECRET + "@tcp(host:3306)/db",
        "user:" + SECRET + " " + SECRET + "@tcp(host:3306)/db",
        "user@server:" + SECRET + "@tcp(host:3306)/db",
        "user:" + SECRET + "@host.example:5432/db",
        "postgres://user@server:" + SECRET + "@host/db",
        "mysql://a/b:" + SECRET + "@host/db",
        "jdbc:sqlserver://h;user=u;password={x;" + SECRET + "}",
        "jdbc:sqlserver://h;user=u;password={x;y}}" + SECRET + "}",
        "password={noop}" + SECRET,
        "jdbc:mysql://user:p/" + SECRET + "@host/db",
        "postgres://user:p@" + SECRET + "@host/db",
      })
  void secretWhereNoneIsExpectedIsHidden(String misplaced) {
    Throwable thrown = provisionFailure(Map.of("H2_DATABASE", "x", "H2_LETTERS", misplaced));

    assertThat(SqlErrors.find(thrown).orElseThrow()).hasMessageContaining("***");
    assertHidden(thrown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data/app.db",
        "/var/lib/a:b@c.db",
        "file:app.db?_foreign_keys=maybe",
        "file:app.db?_pragma=foreign_keys(maybe)",
        "set search_path = 'shop'",
        "select 'password'",
        "unexpected token 'x'",
        "near \"key\": syntax error",
        "near \"token\": syntax error",
        "compass=1.db",
        "jdbc:h2:mem:test;KEYSPACE=5",
        "http://host:80/path",
        "user@example.org",
        "12:30",
        "C:\\data\\app.db",
        "C:/Users/me@example.org/app.db",
        "file:/var/lib/app@prod/a.db",
        "jdbc:sqlite:/var/lib/app@prod/a.db",
      })
  void whatIsNoSecretIsShown(String value) {
    assertThat(Redaction.masked(value)).isEqualTo(value);
  }

  @Test
  void messageKeepsItsWords() {
    String message = "ORA-12541: no listener; jdbc:oracle:thin:@//h:1521/x";

    assertThat(Redaction.masked(message, 600)).isEqualTo(message);
    assertThat(Redaction.masked("app:" + SECRET + "@tcp(h:1)/d", 600)).doesNotContain(SECRET);
  }

  /** MySQL's server says it, and a login without a password is another fault than a wrong one. */
  @Test
  void whetherALoginHadAPasswordIsShown() {
    String message = "Access denied for user 'app'@'10.0.0.7' (using password: ";

    assertThat(Redaction.masked(message + "YES)", 600)).isEqualTo(message + "YES)");
    assertThat(Redaction.masked(message + "NO)", 600)).isEqualTo(message + "NO)");
    assertThat(Redaction.masked(message + SECRET + ")", 600)).doesNotContain(SECRET);
    assertThat(Redaction.masked("password: NO) " + SECRET)).startsWith("password: ***");
  }

  @Test
  void endlessTextIsMaskedToo() {
    String endless = "'" + "x\\'".repeat(200) + " y".repeat(100_000);

    assertThat(Redaction.masked("password=" + endless)).isEqualTo("password=***");
    assertThat(Redaction.masked("x://u:" + endless + "@h")).isEqualTo("x://u:***@h");
    for (String repeated : List.of("''", "x\\'", "pwd-", "token-pass-")) {
      assertThat(Redaction.masked("password='" + repeated.repeat(2000))).isEqualTo("password=***");
      assertThat(Redaction.masked(repeated.repeat(2000) + "=" + SECRET)).doesNotContain(SECRET);
    }
  }

  private static Throwable provisionFailure(Map<String, String> values) {
    Throwable thrown =
        catchThrowable(() -> injector(values).getInstance(SqlTokens.defaults().dbKey()));
    assertThat(thrown).isInstanceOf(ProvisionException.class);
    return thrown;
  }

  private static Injector injector(Map<String, String> values) {
    return Guice.createInjector(
        new H2Module(SqlOptions.defaults().withConfig(ConfigSource.map(values))));
  }

  private static void assertHidden(Throwable thrown) {
    SqlModuleException error = SqlErrors.find(thrown).orElseThrow();
    assertThat(PrintedStackTrace.of(thrown)).doesNotContain(SECRET, "hunt", "r2-");
    assertThat(PrintedStackTrace.of(error)).doesNotContain(SECRET);
    assertThat(error.toString()).doesNotContain(SECRET);
    if (error instanceof SqlConfigException config) {
      assertThat(config.problems().toString()).doesNotContain(SECRET);
    }
  }

  private static final class NeedsTheDatabase extends AbstractModule {
    @Override
    protected void configure() {
      bind(DataSource.class).to(SqlTokens.defaults().dbKey()).asEagerSingleton();
    }
  }
}
