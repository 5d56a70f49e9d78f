package io.github.guicesql.sqltest;

import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestInstances;

/**
 * A JUnit 5 extension that gives a test class, or each of its tests, an injector on a database of
 * its own:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SqlTest sql =
 *     SqlTest.postgres(
 *             config -> new PostgresModule(SqlOptions.defaults().withConfig(config)),
 *             new UsersModule())
 *         .freshEach(Fresh.TEMPLATE);
 *
 * @Inject Users users;
 * }</pre>
 *
 * <p>By default, the tests of a class share a database: before the first test, the extension
 * creates it on {@link PostgresServer#shared()}, {@link MariaDbServer#shared()} or {@link
 * MysqlServer#shared()}, or as a SQLite file, and an injector with a lifecycle registry, the driver
 * module and the other ones; it injects the members of each test instance; after the last test it
 * closes the registry and drops the database. Nested classes use the same. With {@link
 * Fresh#TEMPLATE}, each test has all of that for itself; with {@link Fresh#ROLLBACK}, all but the
 * database, which it leaves as it was.
 *
 * <p>A connection that is still open when its pool closes fails the test, or the class if that
 * shares the database; the error says where it was borrowed.
 *
 * <p>The field must be static. With {@link Fresh#TEMPLATE} and {@link Fresh#ROLLBACK}, tests may
 * run in parallel.
 */
public final class SqlTest
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        TestInstancePostProcessor {

  private final Function<ExtensionContext, ? extends Places> engine;
  private final Opened.Modules modules;
  private final Fresh fresh;

  /**
   * The injectors of the tests that are running, by their threads, for those who ask without a
   * context. A thread has several where JUnit has it run a test while another one waits for tasks
   * of its own; the first is the innermost.
   */
  private final Map<Thread, Deque<Opened>> current = new ConcurrentHashMap<>();

  /** The class's injector, for those who ask without a context. */
  private volatile @Nullable Opened shared;

  private SqlTest(
      Function<ExtensionContext, ? extends Places> engine, Opened.Modules modules, Fresh fresh) {
    this.engine = engine;
    this.modules = modules;
    this.fresh = fresh;
  }

  /**
   * Creates an extension with a database in a SQLite file.
   *
   * @param driver creates the driver module; the configuration that it is given contains the path,
   *     whatever the database's name
   * @param others the injector's other modules
   */
  public static SqlTest sqlite(Function<ConfigSource, ? extends Module> driver, Module... others) {
    return new SqlTest(
        context -> SharedPlaces.of(context).files(),
        new Opened.Modules("sqlite", driver, List.of(others)),
        Fresh.SHARED);
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
    return new SqlTest(
        context -> new ServerPlaces(PostgresServer.shared()),
        new Opened.Modules("postgres", driver, List.of(others)),
        Fresh.SHARED);
  }

  /**
   * Creates an extension with a database on MariaDB.
   *
   * @param driver creates the driver module; the configuration that it is given contains the DSN,
   *     whatever the database's name
   * @param others the injector's other modules
   */
  public static SqlTest mariadb(Function<ConfigSource, ? extends Module> driver, Module... others) {
    return new SqlTest(
        context -> new ServerPlaces(MariaDbServer.shared()),
        new Opened.Modules("mysql", driver, List.of(others)),
        Fresh.SHARED);
  }

  /**
   * Creates an extension with a database on MySQL.
   *
   * @param driver creates the driver module; the configuration that it is given contains the DSN,
   *     whatever the database's name
   * @param others the injector's other modules
   */
  public static SqlTest mysql(Function<ConfigSource, ? extends Module> driver, Module... others) {
    return new SqlTest(
        context -> new ServerPlaces(MysqlServer.shared()),
        new Opened.Modules("mysql", driver, List.of(others)),
        Fresh.SHARED);
  }

  /**
   * Returns an extension whose tests each find their database as {@code what} says.
   *
   * <p>With {@link Fresh#TEMPLATE} and {@link Fresh#ROLLBACK}, the first class creates a database
   * and an injector on it, and has the {@linkplain io.github.guicesql.sqlmodule.Migration
   * migrations} run; what eager singletons write there is in every copy. Classes whose migrations
   * are equal, and in the same order, share the template; classes without migrations do not.
   */
  public SqlTest freshEach(Fresh what) {
    return new SqlTest(engine, modules, what);
  }

  /**
   * The injector of the test class, or of the test that runs on this thread.
   *
   * @throws IllegalStateException outside the class's tests
   */
  public Injector injector() {
    return opened().injector();
  }

  /**
   * The database of the test class, or of the test that runs on this thread.
   *
   * @throws IllegalStateException outside the class's tests, or if the database is a file
   */
  public TestDatabase database() {
    TestDatabase database = opened().place().database();
    if (database == null) {
      throw new IllegalStateException("A SQLite file is on no server. Inject its DataSource.");
    }
    return database;
  }

  private Opened opened() {
    Deque<Opened> tests = current.get(Thread.currentThread());
    Opened opened = tests == null ? shared : tests.peek();
    if (opened == null) {
      throw new IllegalStateException(
          "There is an injector only while the class's tests run, and the field must be static."
              + " Where each test has one of its own, only the test's own thread has it.");
    }
    return opened;
  }

  /** Where the context of a nested class or a test finds what that of the outermost class has. */
  private ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(ExtensionContext.Namespace.create(SqlTest.class, this));
  }

  /** Nested classes, which may begin and end in parallel, use what the class around them has. */
  @Override
  public void beforeAll(ExtensionContext context) {
    ExtensionContext.Store store = store(context);
    if (fresh == Fresh.SHARED) {
      if (store.get(Opened.class) == null) {
        Opened opened = open(engine.apply(context));
        store.put(Opened.class, opened);
        // With one instance for all tests, JUnit has created it by now.
        context.getTestInstances().ifPresent(tests -> inject(tests, opened));
      }
    } else if (store.get(TestPlaces.class) == null) {
      Template template = SharedPlaces.of(context).template(engine.apply(context), modules);
      store.put(
          TestPlaces.class,
          fresh == Fresh.TEMPLATE ? new CopiedPlaces(template) : new RolledBackPlaces(template));
    }
  }

  private static void inject(TestInstances tests, Opened opened) {
    tests.getAllInstances().forEach(opened.injector()::injectMembers);
  }

  Opened open(Places databases) {
    Place place = databases.create();
    try {
      Opened opened = Opened.on(place, modules);
      shared = opened;
      return opened;
    } catch (Throwable e) {
      closeAfter(place, e);
      throw e;
    }
  }

  private static void closeAfter(Place place, Throwable failure) {
    try {
      place.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void postProcessTestInstance(Object test, ExtensionContext context) {
    Opened opened = store(context).get(Opened.class, Opened.class);
    if (opened != null) {
      opened.injector().injectMembers(test);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws InterruptedException {
    ExtensionContext.Store store = store(context);
    TestPlaces places = store.get(TestPlaces.class, TestPlaces.class);
    if (places == null && store.get(Opened.class) == null) {
      throw new IllegalStateException(
          "JUnit has not told this extension that the class begins: the field that it is registered"
              + " by must be static.");
    }
    if (places != null) {
      Opened opened = places.open(modules);
      store.put(Opened.class, opened);
      current.computeIfAbsent(Thread.currentThread(), thread -> new ArrayDeque<>()).push(opened);
      inject(context.getRequiredTestInstances(), opened);
    }
  }

  /** Closes the test's injector. JUnit calls this also when {@link #beforeEach} threw. */
  @Override
  public void afterEach(ExtensionContext context) {
    ExtensionContext.Store store = store(context);
    TestPlaces places = store.get(TestPlaces.class, TestPlaces.class);
    Opened opened = store.remove(Opened.class, Opened.class);
    if (places == null || opened == null) {
      return;
    }
    forget(opened);
    try {
      opened.close();
    } finally {
      places.giveBack(opened);
    }
    opened.check();
  }

  private void forget(Opened opened) {
    Deque<Opened> tests = current.get(Thread.currentThread());
    if (tests != null) {
      tests.remove(opened);
      if (tests.isEmpty()) {
        current.remove(Thread.currentThread());
      }
    }
  }

  /**
   * Closes the injector's registry and drops the database, after the class that has them. JUnit
   * calls this also when {@link #beforeAll} threw.
   */
  @Override
  public void afterAll(ExtensionContext context) {
    ExtensionContext.Store store = store(context);
    TestPlaces places = store.remove(TestPlaces.class, TestPlaces.class);
    if (places != null) {
      places.close();
    }
    Opened opened = store.remove(Opened.class, Opened.class);
    if (opened != null) {
      close(opened);
    }
  }

  void close(Opened opened) {
    shared = null;
    try {
      opened.close();
    } finally {
      opened.place().close();
    }
    opened.check();
  }
}
