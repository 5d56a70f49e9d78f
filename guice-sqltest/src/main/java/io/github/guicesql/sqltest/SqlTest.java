package io.github.guicesql.sqltest;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * A JUnit 5 extension that gives a test class its injector, on a database of its own:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SqlTest sql =
 *     SqlTest.postgres(
 *         config -> new PostgresModule(SqlOptions.defaults().withConfig(config)), new UsersModule());
 *
 * @Inject Users users;
 * }</pre>
 *
 * <p>Before the class's first test it creates a database on {@link PostgresServer#shared()}, {@link
 * MariaDbServer#shared()} or {@link MysqlServer#shared()} and an injector with a {@link
 * LifecycleModule}, the driver module and the other ones; it injects the members of each test
 * instance; after the last test it closes the registry and drops the database. Nested classes use
 * the same. The field must be static. Not for classes whose tests run in parallel with those of
 * another class that has the same instance.
 */
public final class SqlTest
    implements BeforeAllCallback, AfterAllCallback, TestInstancePostProcessor {

  private final String prefix;
  private final Supplier<? extends TestServer> server;
  private final Function<ConfigSource, ? extends Module> driver;
  private final List<Module> others;
  private @Nullable TestDatabase database;
  private @Nullable LifecycleRegistry registry;
  private @Nullable Injector injector;
  private int depth;

  private SqlTest(
      String prefix,
      Supplier<? extends TestServer> server,
      Function<ConfigSource, ? extends Module> driver,
      List<Module> others) {
    this.prefix = prefix;
    this.server = server;
    this.driver = driver;
    this.others = others;
  }

  /**
   * Creates an extension with a database on PostgreSQL.
   *
   * @param driver creates the driver module; the configuration that it is given contains the DSN,
   *     whatever the database's name
   * @param others the injector's other modules
   */
  public static SqlTest postgres(
      Function<ConfigSource, ? extends Module> driver, Module... others) {
    return new SqlTest("postgres", PostgresServer::shared, driver, List.of(others));
  }

  /**
   * Creates an extension with a database on MariaDB.
   *
   * @param driver creates the driver module; the configuration that it is given contains the DSN,
   *     whatever the database's name
   * @param others the injector's other modules
   */
  public static SqlTest mariadb(Function<ConfigSource, ? extends Module> driver, Module... others) {
    return new SqlTest("mysql", MariaDbServer::shared, driver, List.of(others));
  }

  /**
   * Creates an extension with a database on MySQL.
   *
   * @param driver creates the driver module; the configuration that it is given contains the DSN,
   *     whatever the database's name
   * @param others the injector's other modules
   */
  public static SqlTest mysql(Function<ConfigSource, ? extends Module> driver, Module... others) {
    return new SqlTest("mysql", MysqlServer::shared, driver, List.of(others));
  }

  /**
   * The test class's injector.
   *
   * @throws IllegalStateException outside the class's tests
   */
  public Injector injector() {
    return during(injector);
  }

  /**
   * The test class's database.
   *
   * @throws IllegalStateException outside the class's tests
   */
  public TestDatabase database() {
    return during(database);
  }

  private static <T> T during(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(
          "There is an injector only while the class's tests run, and the field must be static.");
    }
    return value;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (depth++ == 0) {
      open();
    }
  }

  void open() {
    TestDatabase fresh = server.get().createDatabase();
    database = fresh;
    LifecycleRegistry lifecycle = new LifecycleRegistry();
    registry = lifecycle;
    List<Module> modules = new ArrayList<>(others);
    modules.add(LifecycleModule.using(lifecycle));
    modules.add(driver.apply(key -> dsn(key, fresh)));
    injector = Guice.createInjector(modules);
  }

  private Optional<String> dsn(ConfigKey key, TestDatabase database) {
    boolean asked = key.token().startsWith(prefix + ".") && key.token().endsWith(".dsn");
    return asked ? Optional.of(database.dsn()) : Optional.empty();
  }

  @Override
  public void postProcessTestInstance(Object test, ExtensionContext context) {
    injector().injectMembers(test);
  }

  /**
   * Closes the injector's registry and drops the database. JUnit calls this also when {@link
   * #beforeAll} threw.
   */
  @Override
  public void afterAll(ExtensionContext context) {
    if (--depth == 0) {
      close();
    }
  }

  void close() {
    injector = null;
    try {
      if (registry != null) {
        registry.close();
      }
    } finally {
      if (database != null) {
        database.close();
      }
      registry = null;
      database = null;
    }
  }
}
