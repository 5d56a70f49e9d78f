package io.github.guicesql.mysql;

import static io.github.guicesql.mysql.Mysql.encode;
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
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A password is nowhere to be seen, with every log at its finest. The tests search for a part of it
 * that no encoding changes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("any-jdk")
abstract class MysqlSecretsTest {

  private static final String MARK = "hunter2";
  private static final String PASSWORD = "p@ss:/" + MARK + "?#%&= '\\ü";
  private static final String KEEPER = "keeper_of_keys";

  private final TestDatabase database;

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
  private final java.util.logging.Logger javaRoot = java.util.logging.Logger.getLogger("");
  private Level rootLevel = Level.ERROR;

  MysqlSecretsTest(Server server) {
    database = server.shared().createDatabase();
  }

  @BeforeAll
  void create() throws Exception {
    try (Connection owner = database.connect()) {
      Mysql.execute(
          owner,
          "create user keeper_of_keys identified by '"
              + PASSWORD.replace("\\", "\\\\").replace("'", "''")
              + "'",
          "grant all on " + database.database() + ".* to keeper_of_keys");
    }
    // From then on, MySQL's server lets the user in unencrypted, too.
    DriverManager.getConnection(database.jdbcUrl(), KEEPER, PASSWORD).close();
  }

  @AfterAll
  void drop() throws Exception {
    try (Connection owner = database.connect()) {
      Mysql.execute(owner, "drop user keeper_of_keys");
    }
    database.close();
  }

  @BeforeEach
  void listen() {
    seen.clear();
    rootLevel = root.getLevel();
    slf4j.setContext(root.getLoggerContext());
    slf4j.start();
    root.detachAppender("CONSOLE");
    root.addAppender(slf4j);
    root.setLevel(Level.TRACE);
    javaRoot.addHandler(jul);
  }

  @AfterEach
  void stopListening() {
    root.setLevel(rootLevel);
    root.detachAppender(slf4j);
    javaRoot.removeHandler(jul);
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
    assertThat(seen.stream().filter(text -> text.contains(MARK))).isEmpty();
  }

  private static List<String> forms(String host, int port, String name, String password) {
    String authority = KEEPER + ":" + encode(password) + "@" + host + ":" + port + "/" + name;
    return List.of(
        "%s:%s@tcp(%s:%d)/%s?timeout=5s".formatted(KEEPER, password, host, port, name),
        "mysql://" + authority + "?charset=utf8mb4",
        "mariadb://" + authority + "?charset=utf8mb4",
        "jdbc:mysql://" + authority + "?tcpKeepAlive=true",
        "jdbc:mariadb://" + authority + "?tcpKeepAlive=true",
        "jdbc:mysql://%s:%d/%s?user=%s&password=%s"
            .formatted(host, port, name, KEEPER, encode(password)));
  }

  private void use(String dsn, Map<String, String> more, Consumer<DataSource> work) {
    Map<String, String> config = new HashMap<>(more);
    config.put("mysql.dsn", dsn);
    ConfigSource source = ConfigSource.map(config);
    SqlOptions options =
        SqlOptions.defaults().withConfig(source).withPool(MysqlSecretsTest::withMBeans);
    MysqlModule module = new MysqlModule(options);
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
    pool.setConnectionTimeout(300);
  }

  @Test
  void whileItWorks() {
    for (String dsn : forms(database.host(), database.port(), database.database(), PASSWORD)) {
      use(dsn, Map.of(), this::lookEverywhere);
    }
    assertThat(seen.toString()).contains("database.db - Start", "jdbc:mysql://", "jdbc:mariadb://");
    assertSecret();
  }

  private void lookEverywhere(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(Mysql.query(connection, "select current_user()")).startsWith(KEEPER);
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
    Map<String, String> more = Map.of("mysql.connect-timeout", connectTimeout);
    String host = database.host();
    String name = database.database();
    forms(host, database.port(), "no_such_database", PASSWORD).forEach(dsn -> fail(dsn, more));
    forms(host, database.port(), name, MARK + "wrong").forEach(dsn -> fail(dsn, more));
    forms("no-such-host.invalid", 3306, name, PASSWORD).forEach(dsn -> fail(dsn, more));
    forms("localhost", 1, name, PASSWORD).forEach(dsn -> fail(dsn, more));
    assertThat(seen.toString()).contains("Access denied for user 'keeper_of_keys'");
    assertSecret();
  }

  @Test
  void whenTheConfigurationIsWrong() {
    for (String good : forms("localhost", 3306, "db", PASSWORD)) {
      fail(good, Map.of("mysql.max-open-conns", "0", "mysql.conn-max-lifetime", "5s"));
      fail(good.replace("3306", "port"), Map.of());
      fail(good.replace("3306", "99999"), Map.of());
      fail(good.replace("localhost", "local host"), Map.of());
      fail(good + "&%zz", Map.of());
      fail(good + "&nope", Map.of());
      fail(good + "&Nope=1", Map.of());
      fail(
          good.replace("mysql", "postgres").replace("mariadb", "postgres").replace("tcp", "udp"),
          Map.of());
    }
    for (String scheme : List.of("mysql://", "mariadb://", "jdbc:mysql://", "jdbc:mariadb://")) {
      fail(scheme + KEEPER + ":" + PASSWORD + "@localhost/db", Map.of());
    }
    fail(KEEPER + ":" + PASSWORD + "@localhost:3306/db", Map.of());
    fail(KEEPER + ":" + PASSWORD + "@tcp(localhost)", Map.of());
    fail(KEEPER + ":" + PASSWORD, Map.of());
    assertSecret();
  }

  /** The stores' passwords are properties of the drivers, which like to write those into URLs. */
  @Test
  void thePasswordsOfStores() {
    List<String> forms =
        List.of(
            "jdbc:mysql://localhost:%d/db?sslMode=VERIFY_CA&trustCertificateKeyStoreUrl=file:/none"
                + "&trustCertificateKeyStorePassword=%s&clientCertificateKeyStorePassword=%s",
            "jdbc:mariadb://localhost:%d/db?sslMode=verify-ca&trustStore=/none"
                + "&trustStorePassword=%s&keyStorePassword=%s",
            "jdbc:mariadb://localhost:%d/db?keyStore=/none&keyPassword=%s&keyStorePassword=%s");
    for (String form : forms) {
      fail(form.formatted(1, MARK, MARK), Map.of());
      fail(form.formatted(database.port(), MARK, MARK), Map.of());
    }
    assertThat(seen.toString()).contains("keyPassword would be shown");
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

  /** Shows that the search finds a password. */
  @Test
  void thePoolAndTheDriversAsTheyComeShowIt() {
    for (Driver driver : Driver.values()) {
      try (HikariDataSource pool = new HikariDataSource()) {
        pool.setJdbcUrl(driver.scheme + "//localhost:1/db?user=u&password=x&x=" + MARK);
        pool.setConnectionTimeout(300);
        see(catchThrowable(pool::getConnection));
      }
    }
    assertThat(seen.toString()).contains(MARK);
  }
}
