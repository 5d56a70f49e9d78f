package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.ConfigSource;
import io.github.guicesql.sqlmodule.LifecycleModule;
import io.github.guicesql.sqlmodule.LifecycleRegistry;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Where a password could be seen, with every log at its finest: nowhere. Searched is for the
 * password, for its percent-encoded form, and for a part of it that no encoding changes.
 */
final class PostgresSecretsTest {

  private static final String MARK = "hunter2";
  private static final String PASSWORD = "p@ss:/" + MARK + "?#%&= '\\ü";
  private static final String ENCODED = URLEncoder.encode(PASSWORD, UTF_8).replace("+", "%20");

  private static TestDatabase database;

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> slf4j =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          see(event.getThreadName() + " " + event.getFormattedMessage());
          if (event.getThrowableProxy() != null) {
            see(ThrowableProxyUtil.asString(event.getThrowableProxy()));
          }
        }
      };
  private final Handler jul =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          see(new SimpleFormatter().format(logged));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final java.util.logging.Logger driver =
      java.util.logging.Logger.getLogger("org.postgresql");
  private Level rootLevel = Level.ERROR;

  @BeforeAll
  static void create() throws Exception {
    database = PostgresServer.shared().createDatabase();
    try (Connection owner = database.connect()) {
      Postgres.execute(
          owner,
          "drop role if exists keeper",
          "create role keeper login superuser password '" + PASSWORD.replace("'", "''") + "'");
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void listen() {
    rootLevel = root.getLevel();
    slf4j.setContext(root.getLoggerContext());
    slf4j.start();
    root.detachAppender("CONSOLE");
    root.addAppender(slf4j);
    root.setLevel(Level.TRACE);
    driver.addHandler(jul);
    driver.setLevel(java.util.logging.Level.ALL);
    driver.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    root.setLevel(rootLevel);
    root.detachAppender(slf4j);
    driver.removeHandler(jul);
    driver.setLevel(null);
    driver.setUseParentHandlers(true);
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
    assertThat(seen).isNotEmpty();
    assertThat(seen.toString()).doesNotContain(MARK).doesNotContain(ENCODED);
  }

  private static List<String> forms(String host, int port, String name, String password) {
    return List.of(
        "postgres://keeper:%s@%s:%d/%s"
            .formatted(URLEncoder.encode(password, UTF_8).replace("+", "%20"), host, port, name),
        "host=%s port=%d dbname=%s user=keeper password='%s'"
            .formatted(host, port, name, password.replace("\\", "\\\\").replace("'", "\\'")),
        "jdbc:postgresql://%s:%d/%s?user=keeper&password=%s"
            .formatted(host, port, name, URLEncoder.encode(password, UTF_8)));
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
    pool.setConnectionTimeout(1000);
  }

  @Test
  void whileItWorks() {
    for (String dsn : forms(database.host(), database.port(), database.database(), PASSWORD)) {
      use(dsn, Map.of(), this::lookEverywhere);
    }
    assertThat(seen.toString()).contains("database.db - Start", "Connecting with URL");
    assertSecret();
  }

  private void lookEverywhere(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(Postgres.query(connection, "select current_user")).isEqualTo("keeper");
      see(connection + " " + connection.unwrap(Connection.class));
      see(connection.getMetaData().getURL());
      see(connection.getClientInfo());
      HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
      see(pool + " " + pool.getDataSource() + " " + pool.getDataSourceProperties());
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
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "5s"})
  void whenConnectingFails(String connectTimeout) {
    Map<String, String> more = Map.of("postgres.connect-timeout", connectTimeout);
    String host = database.host();
    String name = database.database();
    forms(host, database.port(), "no_such_database", PASSWORD).forEach(dsn -> fail(dsn, more));
    forms(host, database.port(), name, MARK + "wrong").forEach(dsn -> fail(dsn, more));
    forms("no-such-host.invalid", 5432, name, PASSWORD).forEach(dsn -> fail(dsn, more));
    forms("localhost", 1, name, PASSWORD).forEach(dsn -> fail(dsn, more));
    assertThat(seen.toString()).contains("28P01", "3D000");
    assertSecret();
  }

  @Test
  void whenTheConfigurationIsWrong() {
    for (String good : forms("localhost", 5432, "db", PASSWORD)) {
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
    }
    fail("postgres://keeper:" + PASSWORD + "@localhost/db", Map.of());
    fail("keeper:" + PASSWORD + "@tcp(localhost:5432)/db", Map.of());
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
    assertThat(thrown).as("%s", dsn).isNotNull();
    see(thrown);
  }

  /** So that it is known that the search finds one. */
  @Test
  void thePoolAndTheDriverAsTheyComeShowIt() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://keeper:" + MARK + "@localhost:1/db");
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(config.getJdbcUrl());
      pool.setConnectionTimeout(1000);
      see(catchThrowable(pool::getConnection));
    }
    assertThat(seen.toString()).contains(MARK);
  }
}
