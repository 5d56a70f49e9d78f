package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A password is nowhere to be seen, with every log at its finest, the driver's too. The tests
 * search for its percent-encoded form, and for a part of it that no encoding changes.
 */
@Timeout(300)
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SecretsContract {

  protected static final String MARK = "hunter2";
  protected static final String PASSWORD = "p@ss:/" + MARK + "?#%&= '\\ü";
  protected static final String KEEPER = "keeper_of_keys";

  private final Engine engine;
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private EveryLog log = new EveryLog();

  protected SecretsContract(Engine engine) {
    this.engine = engine;
  }

  /** The database of the DSNs that work, for somebody other than the keeper. */
  protected abstract TestDatabase database();

  /** DSNs of the keeper with the password, in each form, that work. */
  protected abstract List<String> working();

  /** What the logs show while they work: that these are at their finest. */
  protected abstract List<String> logged();

  /** DSNs with the mark, with which no connection is made. */
  protected abstract List<String> failing() throws Exception;

  /** What is said of those. */
  protected abstract List<String> failures();

  /** DSNs with the mark that are refused, or lead nowhere. */
  protected abstract List<String> wrong();

  /** JDBC URLs of which HikariCP or a driver itself shows the mark. */
  protected abstract List<String> shown();

  @BeforeEach
  void listen() {
    seen.clear();
    log.close();
    log = new EveryLog(engine.julLoggers());
  }

  @AfterEach
  void stopListening() {
    log.close();
  }

  protected static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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

  private void seeThreads() {
    Thread.getAllStackTraces().keySet().forEach(thread -> see(thread.getName()));
  }

  protected final void assertSeen(Collection<String> texts) {
    assertThat(seen.toString()).contains(texts);
  }

  protected final void assertSecret() {
    assertThat(seen).isNotEmpty();
    assertThat(seen + log.text()).doesNotContain(MARK, encode(PASSWORD));
  }

  private void use(String dsn, Map<String, String> more, Consumer<DataSource> work) {
    Map<String, String> config = new HashMap<>();
    config.put(engine.provider() + ".dsn", dsn);
    more.forEach((key, value) -> config.put(engine.provider() + "." + key, value));
    ConfigSource source = ConfigSource.map(config);
    SqlOptions options =
        SqlOptions.defaults().withConfig(source).withPool(SecretsContract::withMBeans);
    Module module = engine.module(options);
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
    for (String dsn : working()) {
      use(dsn, Map.of(), this::lookEverywhere);
    }
    assertThat(log.text()).contains("database.db - Start", "database.db - configuration");
    assertThat(seen + log.text()).contains(logged());
    assertSecret();
  }

  private void lookEverywhere(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(OpenDatabase.query(connection, engine.user())).isEqualTo(KEEPER);
      see(connection + " " + connection.unwrap(Connection.class));
      see(connection.getMetaData().getURL());
      see(connection.getClientInfo());
      HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
      see(pool + " " + pool.getDataSource() + " " + pool.getDataSourceProperties());
      see(pool.getPoolName() + " " + pool.getUsername() + " " + pool.getPassword());
      seeThreads();
      seeMBeans();
      String session = OpenDatabase.query(connection, engine.session());
      try (Connection killer = database().connect()) {
        OpenDatabase.execute(killer, engine.kill(session));
      }
      Throwable killed = catchThrowable(() -> OpenDatabase.query(connection, "select 1"));
      assertThat(killed).isInstanceOf(SQLException.class);
      see(killed);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void seeMBeans() throws Exception {
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
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "5s"})
  void whenConnectingFails(String connectTimeout) throws Exception {
    failAll(failing(), Map.of("connect-timeout", connectTimeout));
    assertSeen(failures());
    assertSecret();
  }

  @Test
  void whenTheConfigurationIsWrong() throws Exception {
    failAll(working(), Map.of("max-open-conns", "0", "conn-max-lifetime", "5s"));
    failAll(wrong(), Map.of());
    assertSecret();
  }

  /** All at a time: HikariCP takes a second to give one up. */
  protected final void failAll(List<String> dsns, Map<String, String> more) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Callable<Void>> failing = new ArrayList<>();
      for (String dsn : new LinkedHashSet<>(dsns)) {
        failing.add(
            () -> {
              fail(dsn, more);
              return null;
            });
      }
      for (Future<Void> failed : threads.invokeAll(failing)) {
        failed.get();
      }
    } finally {
      threads.shutdownNow();
    }
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
    seeThreads();
  }

  /** Shows that the search finds a password. */
  @Test
  void thePoolAndTheDriverAsTheyComeShowIt() {
    for (String url : shown()) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(url);
      config.setUsername(KEEPER);
      config.setInitializationFailTimeout(-1);
      config.setConnectionTimeout(500);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        see(catchThrowable(pool::getConnection));
      }
    }
    assertThat(seen + log.text()).contains(MARK);
  }
}
