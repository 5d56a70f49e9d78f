package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.drivercontract.EveryLog;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A password is nowhere to be seen, with every log at its finest, the driver's too. The tests
 * search for the password, for its percent-encoded form, and for a part of it that no encoding
 * changes.
 */
@Timeout(300)
@Tag("any-jdk")
final class PostgresSecretsTest {

  private static final String MARK = "hunter2";
  private static final String PASSWORD = "p@ss:/" + MARK + "?#%&= '\\ü";
  private static final String ENCODED = encode(PASSWORD);
  private static final String KEEPER = "keeper_of_keys";

  @TempDir private static Path folder;
  private static PostgresServer server;
  private static TestDatabase database;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static TestAuthority.Issued client;

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private EveryLog log = new EveryLog("org.postgresql");

  @BeforeAll
  static void launch() throws Exception {
    authority = new TestAuthority(folder, "authority");
    stranger = new TestAuthority(folder, "stranger");
    client = authority.issue("client", KEEPER, "");
    TestAuthority.Issued elsewhere = authority.issue("elsewhere", "elsewhere", "dns:elsewhere");
    Path rules =
        Files.writeString(
            folder.resolve("pg_hba.conf"),
            """
            host all keeper_of_keys_absent all trust
            host all keeper_of_keys_barred all reject
            host all all                   all scram-sha-256
            """);
    assertThat(folder.toFile().setExecutable(true, false)).isTrue();
    assertThat(folder.toFile().setReadable(true, false)).isTrue();
    assertThat(authority.certificate().toFile().setReadable(true, false)).isTrue();
    server =
        PostgresServer.launch(
            PostgresOptions.defaults()
                .withTls(elsewhere.certificate(), elsewhere.key())
                .withSetting("hba_file", rules.toString())
                .withSetting("ssl_ca_file", authority.certificate().toString()));
    database = server.defaultDatabase();
    String quoted = "'" + PASSWORD.replace("'", "''") + "'";
    try (Connection owner = database.connect()) {
      Postgres.execute(
          owner,
          "create role keeper_of_keys login superuser password " + quoted,
          "create role keeper_of_keys_crowded login connection limit 0 password " + quoted);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void listen() {
    log.close();
    log = new EveryLog("org.postgresql");
  }

  @AfterEach
  void stopListening() {
    log.close();
  }

  private void see(Object text) {
    seen.add(String.valueOf(text));
  }

  private void see(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    see((Object) trace);
    see(thrown.toString());
    SqlErrors.findAll(thrown).forEach(ours -> see(ours.toString()));
  }

  private void assertSecret() {
    assertThat(seen + log.text()).doesNotContain(MARK, ENCODED);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** A way to a database, to be written in each of the three forms. */
  private record Way(
      String user, String password, String host, int port, String name, Map<String, String> more) {

    static Way good() {
      return new Way(
          KEEPER, PASSWORD, database.host(), database.port(), database.database(), Map.of());
    }

    Way as(String otherUser, String otherPassword) {
      return new Way(otherUser, otherPassword, host, port, name, more);
    }

    Way to(String otherHost, int otherPort) {
      return new Way(user, password, otherHost, otherPort, name, more);
    }

    Way named(String otherName) {
      return new Way(user, password, host, port, otherName, more);
    }

    Way with(String... keysAndValues) {
      Map<String, String> all = new LinkedHashMap<>(more);
      for (int i = 0; i < keysAndValues.length; i += 2) {
        all.put(keysAndValues[i], keysAndValues[i + 1]);
      }
      return new Way(user, password, host, port, name, all);
    }

    List<String> forms() {
      StringBuilder uri = new StringBuilder();
      StringBuilder keywords = new StringBuilder();
      StringBuilder jdbc = new StringBuilder();
      more.forEach(
          (key, value) -> {
            uri.append(uri.isEmpty() ? '?' : '&').append(key + "=" + encode(value));
            keywords.append(" " + key + "=" + quote(value));
            jdbc.append("&" + key + "=" + URLEncoder.encode(value, UTF_8));
          });
      return List.of(
          "postgres://%s:%s@%s:%d/%s%s".formatted(user, encode(password), host, port, name, uri),
          "host=%s port=%d dbname=%s user=%s password=%s%s"
              .formatted(host, port, quote(name), user, quote(password), keywords),
          "jdbc:postgresql://%s:%d/%s?user=%s&password=%s%s"
              .formatted(host, port, name, user, URLEncoder.encode(password, UTF_8), jdbc));
    }

    private static String quote(String value) {
      return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
  }

  private void use(String dsn, Map<String, String> more, Consumer<DataSource> work) {
    Map<String, String> config = new HashMap<>(more);
    config.put("postgres.dsn", dsn);
    ConfigSource source = ConfigSource.map(config);
    SqlOptions options =
        SqlOptions.defaults().withConfig(source).withPool(PostgresSecretsTest::withMBeans);
    PostgresModule module = new PostgresModule(options);
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector = Guice.createInjector(LifecycleModule.using(registry), module);
      see(source + " " + options + " " + module + " " + injector);
      see(injector.getAllBindings().toString());
      DataSource dataSource = injector.getInstance(SqlTokens.defaults().dbKey());
      see(dataSource.toString());
      work.accept(dataSource);
      see(registry.toString());
    }
  }

  private static void withMBeans(HikariConfig pool) {
    pool.setRegisterMbeans(true);
    pool.setConnectionTimeout(5000);
  }

  @Test
  void whileItWorks() {
    for (String dsn : Way.good().forms()) {
      use(dsn, Map.of(), this::lookEverywhere);
    }
    assertThat(log.text()).contains("database.db - Start", "database.db - configuration");
    assertThat(log.text()).contains("Connecting with URL", "StartupPacket", "ReadyForQuery");
    assertSecret();
  }

  private void lookEverywhere(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(Postgres.query(connection, "select current_user")).isEqualTo(KEEPER);
      see(connection + " " + connection.unwrap(Connection.class));
      see(connection.getMetaData().getURL());
      see(connection.getClientInfo());
      HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
      see(pool + " " + pool.getDataSource() + " " + pool.getDataSourceProperties());
      see(pool.getPoolName() + " " + pool.getUsername() + " " + pool.getPassword());
      Thread.getAllStackTraces().keySet().forEach(thread -> see(thread.getName()));
      MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
      Set<ObjectName> names = beans.queryNames(new ObjectName("com.zaxxer.hikari:*"), null);
      assertThat(names).isNotEmpty();
      for (ObjectName name : names) {
        see(name);
        for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
          if (attribute.isReadable()) {
            see(attribute.getName() + " " + beans.getAttribute(name, attribute.getName()));
          }
        }
      }
      String pid = Postgres.query(connection, "select pg_backend_pid()");
      try (Connection killer = database.connect()) {
        Postgres.query(killer, "select pg_terminate_backend(" + pid + ", 10000)");
      }
      Throwable killed = catchThrowable(() -> Postgres.query(connection, "select 1"));
      assertThat(killed).isInstanceOf(SQLException.class);
      see(killed);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "5s"})
  void whenConnectingFails(String connectTimeout) throws Exception {
    try (StubbornServer silent = StubbornServer.silent();
        StubbornServer far = StubbornServer.droppingPackets();
        StubbornServer starting =
            StubbornServer.refusing("57P03", "the database system is starting up")) {
      Way good = Way.good();
      failAll(
          connectTimeout,
          good.as(KEEPER, MARK + "wrong"),
          good.as(KEEPER + "_absent", PASSWORD),
          good.as(KEEPER + "_barred", PASSWORD),
          good.as(KEEPER + "_crowded", PASSWORD),
          good.named("no_such_database"),
          good.named(""),
          good.to("no-such-host.invalid", 5432),
          good.to("localhost", 1),
          good.to("127.0.0.1", silent.port()),
          good.to("127.0.0.1", far.port()),
          good.to("127.0.0.1", starting.port()),
          good.with("sslmode", "verify-full", "sslrootcert", authority.certificate().toString()),
          good.with("sslmode", "verify-ca", "sslrootcert", stranger.certificate().toString()),
          good.with("sslmode", "verify-ca", "sslrootcert", folder.resolve("absent").toString()),
          good.with("sslmode", "require", "sslkey", client.store().toString())
              .with("sslpassword", MARK + "wrong"));
    }
    assertThat(seen.toString())
        .contains("28P01")
        .contains("role \"keeper_of_keys_absent\" does not exist")
        .contains("pg_hba.conf rejects connection for host")
        .contains("too many connections for role \"keeper_of_keys_crowded\"")
        .contains("database \"no_such_database\" does not exist")
        .contains("database \"keeper_of_keys\" does not exist")
        .contains("the database system is starting up")
        .contains("PKIX path", "could not be verified", "keystore password was incorrect");
    assertSecret();
  }

  /** Many at a time: HikariCP takes a second for each. */
  private void failAll(String connectTimeout, Way... ways) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(15);
    try {
      List<Callable<Void>> failing = new ArrayList<>();
      for (Way way : ways) {
        for (String dsn : way.forms()) {
          failing.add(
              () -> {
                fail(dsn, Map.of("postgres.connect-timeout", connectTimeout));
                return null;
              });
        }
      }
      for (Future<Void> failed : threads.invokeAll(failing)) {
        failed.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whenTheConfigurationIsWrong() {
    for (String good : Way.good().to("localhost", 5432).named("db").forms()) {
      fail(good, Map.of("postgres.max-open-conns", "0", "postgres.conn-max-lifetime", "5s"));
      fail(good.replace("localhost", "/var/run/postgresql"), Map.of());
      fail(good.replace("5432", "port"), Map.of());
      fail(good.replace("5432", "99999"), Map.of());
      fail(good.replace("p%40ss", "p@ss"), Map.of());
      fail(good + "%", Map.of());
      fail(good + "&sslcrl=x", Map.of());
      fail(good + "?nope=1", Map.of());
      fail(good + " nope", Map.of());
      fail(good.replace("postgres", "mysql"), Map.of());
      fail(good.replace("host=localhost", "hots=localhost"), Map.of());
    }
    fail("postgres://keeper_of_keys:" + PASSWORD + "@localhost/db", Map.of());
    fail("keeper_of_keys:" + PASSWORD + "@tcp(localhost:5432)/db", Map.of());
    fail("password=" + PASSWORD, Map.of());
    assertSecret();
  }

  private void fail(String dsn, Map<String, String> more) {
    Throwable thrown =
        catchThrowable(
            () ->
                use(
                    dsn,
                    more,
                    dataSource -> {
                      Throwable refused = catchThrowable(dataSource::getConnection);
                      assertThat(refused).isNotNull();
                      see(refused);
                      throw new IllegalStateException(refused);
                    }));
    assertThat(thrown).as("%s", dsn).isNotNull().isNotInstanceOf(AssertionError.class);
    see(thrown);
    Thread.getAllStackTraces().keySet().forEach(thread -> see(thread.getName()));
  }

  /** Shows that the search finds a password. */
  @Test
  void thePoolAndTheDriverAsTheyComeShowIt() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://keeper:" + MARK + "@localhost:1/db");
    config.setUsername(KEEPER);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(500);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      see(catchThrowable(pool::getConnection));
    }
    assertThat(seen + log.text()).contains(MARK);
  }
}
