package io.github.guicesql.docs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.name.Names;
import com.google.inject.util.Providers;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.jdbc.JdbcModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.legacy.AliasModule;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * Each message that docs/guides/troubleshooting.md quotes is what the code says, and no other is.
 */
@Timeout(300)
final class TroubleshootingTest {

  private static final Path GUIDE = Path.of("../docs/guides/troubleshooting.md");
  private static final Pattern QUOTED = Pattern.compile("```text\\n(.*?)```", Pattern.DOTALL);

  /** Provokes an error. */
  @FunctionalInterface
  private interface Fault {
    Throwable provoke() throws Exception;
  }

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Map<String, Fault> faults = new LinkedHashMap<>();

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyQuotedMessageIsWhatTheCodeSays() throws IOException {
    declareConfiguration();
    declareBuilding();
    declareNamesAndLifecycle();
    declarePool();
    declareSqlite();
    declarePostgres();
    declareMigrations();
    declareMariaDb();
    List<String> unproved = new ArrayList<>(quoted());
    return Stream.concat(
        faults.entrySet().stream()
            .map(
                fault ->
                    dynamicTest(
                        fault.getKey(),
                        () -> {
                          String message = message(fault.getValue().provoke());
                          assertThat(quoted()).contains(message);
                          unproved.remove(message);
                        })),
        Stream.of(dynamicTest("no other is quoted", () -> assertThat(unproved).isEmpty())));
  }

  @Test
  void guiceSaysWhatIsNotInstalled() {
    assertThatThrownBy(() -> Guice.createInjector().getInstance(SqlTokens.defaults().dbKey()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("No implementation for DataSource", "database.db", "was bound");
    assertThatThrownBy(
            () ->
                Guice.createInjector(Binder::requireExplicitBindings, new SqliteModule(options())))
        .isInstanceOf(CreationException.class)
        .hasMessageContainingAll(
            "Explicit bindings are required and LifecycleRegistry is not explicitly bound");
  }

  @Test
  void guiceSaysWhatIsInstalledTwice() {
    Guice.createInjector(new SqliteModule(options()), new SqliteModule(options()));
    assertThatThrownBy(
            () ->
                Guice.createInjector(
                    new SqliteModule(SqlOptions.defaults().withConfig(key -> Optional.empty())),
                    new SqliteModule(SqlOptions.defaults().withConfig(key -> Optional.empty()))))
        .isInstanceOf(CreationException.class)
        .hasMessageContainingAll("DataSource", "database.db", "was bound multiple times");
    assertThatThrownBy(
            () ->
                Guice.createInjector(
                    LifecycleModule.using(new LifecycleRegistry()),
                    LifecycleModule.using(new LifecycleRegistry())))
        .isInstanceOf(CreationException.class)
        .hasMessageContainingAll("LifecycleModule", "was bound multiple times");
  }

  private static List<String> quoted() throws IOException {
    return QUOTED
        .matcher(Files.readString(GUIDE))
        .results()
        .map(block -> oneLine(block.group(1)))
        .toList();
  }

  /** The guide breaks long lines. */
  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** With the guide's names for what differs from run to run, and from JDK to JDK: TLS's alert. */
  private String message(Throwable thrown) {
    String state =
        thrown instanceof SQLException e && e.getSQLState() != null
            ? " [SQLSTATE " + e.getSQLState() + "]"
            : "";
    return oneLine(
        (thrown.getMessage() + state)
            .replace(folder.toString(), "/srv/app")
            .replace(getClass().getName() + "$", "com.example.")
            .replaceAll("SSL error: \\(\\w+\\) ", "SSL error: ")
            .replaceAll("conn=\\d+", "conn=7")
            .replaceAll("for user (['\"])\\w+\\1", "for user $1app$1")
            .replaceAll("@'[^']+'", "@'localhost'")
            .replaceAll("to localhost:\\d+ refused", "to localhost:5432 refused")
            .replaceAll("to localhost:\\d+\\. ", "to localhost:3306. ")
            .replaceAll("timed out after \\d+ms", "timed out after 30000ms")
            .replaceAll("connection for 250 ms", "connection for 30000 ms")
            .replace("migrations for 10ms", "migrations for 5m"));
  }

  private void declare(String name, Fault fault) {
    faults.put(name, fault);
  }

  private static ConfigSource config(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ConfigSource.map(values);
  }

  private static SqlOptions options(String... keysAndValues) {
    return SqlOptions.defaults().withConfig(config(keysAndValues));
  }

  private DataSource database(Module... modules) {
    LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
    opened.add(registry);
    return Guice.createInjector(
            binder -> {
              binder.install(LifecycleModule.using(registry));
              for (Module module : modules) {
                binder.install(module);
              }
            })
        .getInstance(SqlTokens.defaults().dbKey());
  }

  private SqlModuleException typed(Module... modules) {
    return SqlErrors.find(catchThrowable(() -> database(modules))).orElseThrow();
  }

  private Throwable connecting(Module... modules) {
    DataSource db = database(modules);
    return catchThrowable(() -> db.getConnection().close());
  }

  private void declareConfiguration() {
    declare("a value is missing", () -> typed(new SqliteModule(options())));
    declare(
        "several values are wrong",
        () ->
            SqlErrors.find(
                    catchThrowable(
                        () ->
                            Guice.createInjector(
                                    new PostgresModule(
                                        SqlOptions.named("audit-log")
                                            .withConfig(
                                                config(
                                                    "POSTGRES_AUDIT_LOG_DSN",
                                                    "postgres://app:pw@db/audit?sslmod=require",
                                                    "POSTGRES_AUDIT_LOG_MAX_OPEN_CONNS",
                                                    "0",
                                                    "POSTGRES_AUDIT_LOG_CONNECT_TIMEOUT",
                                                    "5"))))
                                .getInstance(SqlTokens.named("audit-log").dbKey())))
                .orElseThrow());
    declare(
        "the folder is not there",
        () -> typed(new SqliteModule(options("SQLITE_PATH", folder + "/data/app.db"))));
    declare(
        "an unknown parameter of MySQL",
        () ->
            typed(new MysqlModule(options("MYSQL_DSN", "app:pw@tcp(db:3306)/shop?parsTime=true"))));
    declare(
        "an unknown parameter of SQLite",
        () ->
            typed(new SqliteModule(options("SQLITE_PATH", folder + "/app.db?_busy_timeuot=5000"))));
    declare(
        "the driver is not there",
        () ->
            typed(
                WithoutDriver.mysqlModule(
                    options("MYSQL_DSN", "jdbc:mysql://db:3306/shop"), List.of("com.mysql."))));
    declare(
        "a JDBC driver is not there",
        () ->
            typed(new JdbcModule(Dialect.DUCKDB, options("JDBC_URL", "jdbc:duckdb:memory:shop"))));
    declare(
        "a secret in a JDBC URL",
        () ->
            typed(
                new JdbcModule(
                    Dialect.of("db2"),
                    options("JDBC_URL", "jdbc:db2://db:50000/shop:user=app;password=pw;"))));
  }

  private void declareBuilding() {
    declare(
        "a source fails",
        () ->
            typed(
                new SqliteModule(
                    SqlOptions.defaults()
                        .withConfig(
                            ConfigSource.propertiesFile(folder.resolve("app.properties"))))));
    declare("the configuration asks for the database", () -> typed(new SqliteModule(circular())));
    declare(
        "a hook fails",
        () ->
            typed(
                new SqliteModule(
                    options("SQLITE_PATH", ":memory:")
                        .withPool(pool -> pool.setMaximumPoolSize(0)))));
    declare(
        "HikariCP is too old",
        () ->
            typed(
                new SqliteModule(
                    options("SQLITE_PATH", ":memory:")
                        .withPool(
                            pool -> {
                              throw new NoSuchMethodError(
                                  "'void com.zaxxer.hikari.HikariConfig.setKeepaliveTime(long)'");
                            }))));
    declare(
        "there is no registry",
        () ->
            SqlErrors.find(
                    catchThrowable(
                        () ->
                            Guice.createInjector(
                                    binder ->
                                        binder
                                            .bind(LifecycleRegistry.class)
                                            .toProvider(Providers.of(null)),
                                    new SqliteModule(options("SQLITE_PATH", ":memory:")))
                                .getInstance(SqlTokens.defaults().dbKey())))
                .orElseThrow());
    declare(
        "an existing data source is null",
        () ->
            typed(
                ExistingDataSourceModule.of(
                    new LegacyProvider(), SqlTokens.defaults(), Dialect.MYSQL)));
    declare(
        "an existing data source cannot be closed",
        () ->
            typed(
                ExistingDataSourceModule.of(
                        new LegacyDataSource(), SqlTokens.defaults(), Dialect.MYSQL)
                    .closedByRegistry()));
    declare(
        "an alias of itself",
        () ->
            catchThrowable(
                () -> AliasModule.dataSource(SqlTokens.defaults().dbKey(), SqlTokens.defaults())));
    declare("the ping gets no answer", this::noAnswer);
    declare(
        "the thread is interrupted during the ping",
        () -> {
          Thread.currentThread().interrupt();
          try {
            return noAnswer();
          } finally {
            assertThat(Thread.interrupted()).isTrue();
          }
        });
    declare(
        "the ping's connection is dead",
        () ->
            typed(
                new SqliteModule(
                    options("SQLITE_PATH", ":memory:", "SQLITE_CONNECT_TIMEOUT", "5s")
                        .withPool(pool -> pool.setDataSource(dead())))));
  }

  private static SqlOptions circular() {
    return SqlOptions.defaults()
        .withConfigModule(
            new AbstractModule() {
              @Override
              protected void configure() {
                Provider<DataSource> db = getProvider(SqlTokens.defaults().dbKey());
                bind(String.class)
                    .annotatedWith(Names.named("sqlite.path"))
                    .toProvider(() -> db.get().toString());
              }
            });
  }

  private static SQLiteDataSource dead() {
    return new SQLiteDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        connection.close();
        return connection;
      }
    };
  }

  /** One that has not been set up yet. */
  private static final class LegacyProvider implements Provider<@Nullable DataSource> {
    @Override
    public @Nullable DataSource get() {
      return null;
    }
  }

  /** Not {@link AutoCloseable}. */
  private static final class LegacyDataSource extends SQLiteDataSource {}

  private Throwable noAnswer() throws IOException {
    ServerSocket silent = new ServerSocket(0);
    opened.add(silent);
    return typed(
        new PostgresModule(
            options(
                "POSTGRES_DSN",
                "postgres://app:pw@localhost:" + silent.getLocalPort() + "/shop",
                "POSTGRES_CONNECT_TIMEOUT",
                "500ms")));
  }

  private void declareNamesAndLifecycle() {
    declare("a name", () -> catchThrowable(() -> SqlOptions.named("Audit Log")));
    declare(
        "a resource does not close",
        () -> {
          LifecycleRegistry registry = new LifecycleRegistry();
          registry.register(
              "search index",
              drain -> {
                throw new IOException("disk full");
              });
          registry.register(
              "http server",
              drain -> {
                throw new IOException("still in use");
              });
          return catchThrowable(registry::close);
        });
    declare(
        "a resource comes too late",
        () -> {
          LifecycleRegistry registry = new LifecycleRegistry();
          registry.close();
          return catchThrowable(() -> registry.register("http server", drain -> {}));
        });
    declare(
        "a database comes too late",
        () -> {
          LifecycleRegistry registry = new LifecycleRegistry();
          registry.close();
          return SqlErrors.find(
                  catchThrowable(
                      () ->
                          Guice.createInjector(
                                  LifecycleModule.using(registry),
                                  new SqliteModule(options("SQLITE_PATH", ":memory:")))
                              .getInstance(SqlTokens.defaults().dbKey())))
              .orElseThrow();
        });
    declare(
        "a negative drain",
        () -> catchThrowable(() -> new LifecycleRegistry(Duration.ofSeconds(-1))));
    declare("two settings share a key", () -> catchThrowable(SharedKeys::new));
  }

  private static final class SharedKeys extends DriverModule {
    SharedKeys() {
      super(
          "h2",
          Dialect.POSTGRES,
          SqlOptions.defaults(),
          List.of(
              Setting.of("user", String.class, SettingParser.text(), "the user"),
              Setting.of("db-user", String.class, SettingParser.text(), "the user")));
    }

    @Override
    protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
      throw new AssertionError("the pool was made");
    }
  }

  private DataSource sqlite(Consumer<HikariConfig> hook, String... more) {
    List<String> values = new ArrayList<>(List.of("SQLITE_PATH", folder + "/app.db"));
    values.addAll(List.of(more));
    return database(new SqliteModule(options(values.toArray(String[]::new)).withPool(hook)));
  }

  /** A pool of one connection over a server that is there, or not. */
  private DataSource over(Callable<Boolean> isThere) {
    SQLiteDataSource source =
        new SQLiteDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            try {
              if (isThere.call()) {
                return DriverManager.getConnection("jdbc:sqlite::memory:");
              }
            } catch (Exception e) {
              throw new SQLException(e);
            }
            throw new SQLException("Connection to db:5432 refused.", "08001");
          }
        };
    return database(
        new SqliteModule(
            options("SQLITE_PATH", ":memory:")
                .withPool(
                    pool -> {
                      pool.setDataSource(source);
                      pool.setMaximumPoolSize(1);
                      pool.setMinimumIdle(0);
                      pool.setConnectionTimeout(250);
                    })));
  }

  private void declarePool() {
    declare(
        "all connections are borrowed",
        () -> {
          DataSource db =
              sqlite(pool -> pool.setConnectionTimeout(250), "SQLITE_MAX_OPEN_CONNS", "1");
          Connection borrowed = db.getConnection();
          opened.add(borrowed);
          return catchThrowable(db::getConnection);
        });
    declare(
        "the server went away",
        () -> {
          AtomicBoolean down = new AtomicBoolean();
          DataSource db = over(() -> !down.get());
          db.getConnection().close();
          down.set(true);
          db.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
          return catchThrowable(db::getConnection);
        });
    declare(
        "the first connection hangs",
        () -> {
          CountDownLatch opening = new CountDownLatch(1);
          CountDownLatch answer = new CountDownLatch(1);
          DataSource db =
              over(
                  () -> {
                    opening.countDown();
                    return answer.await(60, TimeUnit.SECONDS);
                  });
          ExecutorService thread = Executors.newSingleThreadExecutor();
          opened.add(thread::shutdownNow);
          Future<Connection> first = thread.submit(() -> db.getConnection());
          opening.await();
          Throwable second = catchThrowable(db::getConnection);
          answer.countDown();
          first.get().close();
          return second;
        });
    declare(
        "the pool is closed",
        () -> {
          DataSource db = sqlite(pool -> {});
          ((AutoCloseable) db).close();
          return catchThrowable(db::getConnection);
        });
    declare(
        "another user", () -> catchThrowable(() -> sqlite(pool -> {}).getConnection("ada", "pw")));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A busy pool looks at the file now and then only. */
  private static Throwable writing(Connection connection) {
    return catchThrowable(
        () -> {
          while (true) {
            execute(connection, "create table if not exists t (x)");
            execute(connection, "insert into t values (1)");
          }
        });
  }

  private void declareSqlite() {
    declare(
        "another process has the write lock",
        () -> {
          DataSource db = sqlite(pool -> {}, "SQLITE_BUSY_TIMEOUT", "1ms");
          try (Connection ours = db.getConnection();
              Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder + "/app.db")) {
            execute(other, "begin immediate");
            return catchThrowable(() -> execute(ours, "create table t (x)"));
          }
        });
    declare(
        "a write in a snapshot",
        () -> {
          try (Connection connection = sqlite(pool -> {}).getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            return catchThrowable(() -> execute(connection, "create table t (x)"));
          }
        });
    declare(
        "SQLite has rolled back",
        () -> {
          try (Connection connection = sqlite(pool -> {}).getConnection()) {
            execute(connection, "create table u (x unique)");
            execute(connection, "insert into u values (1)");
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> execute(connection, "insert or rollback into u values (1)"))
                .isInstanceOf(SQLException.class);
            return catchThrowable(() -> execute(connection, "insert into u values (2)"));
          }
        });
    declare(
        "a result set after its transaction",
        () -> {
          try (Connection connection = sqlite(pool -> {}).getConnection();
              Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            ResultSet row = statement.executeQuery("select 1");
            row.next();
            connection.commit();
            return catchThrowable(() -> row.getInt(1));
          }
        });
    declare(
        "a statement beyond its query timeout",
        () -> {
          try (Connection connection = sqlite(pool -> {}).getConnection();
              Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            return catchThrowable(
                () ->
                    statement.execute(
                        "with recursive n(i) as (select 1 union all select i + 1 from n)"
                            + " select max(i) from n"));
          }
        });
    declare(
        "a write beside a result that is old",
        () -> {
          DataSource db = sqlite(pool -> {});
          try (Connection ours = db.getConnection();
              Connection other = db.getConnection();
              Statement statement = ours.createStatement()) {
            execute(ours, "create table v (x)");
            execute(ours, "insert into v values (1), (2)");
            ResultSet rows = statement.executeQuery("select x from v");
            execute(other, "insert into v values (3)");
            Throwable late = catchThrowable(() -> execute(ours, "insert into v values (4)"));
            rows.close();
            return late;
          }
        });
    declare(
        "the file was replaced",
        () -> {
          Path file = folder.resolve("app.db");
          Path other = folder.resolve("other.db");
          Files.createFile(other);
          try (Connection connection = sqlite(pool -> {}).getConnection()) {
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            return writing(connection);
          }
        });
    declare(
        "the file was removed",
        () -> {
          try (Connection connection = sqlite(pool -> {}).getConnection()) {
            Files.delete(folder.resolve("app.db"));
            return writing(connection);
          }
        });
    declare(
        "the file has two names",
        () -> {
          Path link = folder.resolve("link.db");
          try (Connection connection = sqlite(pool -> {}).getConnection()) {
            Files.createLink(link, folder.resolve("app.db"));
            return writing(connection);
          } finally {
            Files.delete(link);
          }
        });
    declare(
        "a text without a statement",
        () -> {
          try (Connection connection = sqlite(pool -> {}).getConnection()) {
            return catchThrowable(() -> connection.prepareStatement(""));
          }
        });
    declare(
        "the setup of a connection fails",
        () ->
            connecting(
                new SqliteModule(options("SQLITE_PATH", folder + "/app.db"))
                    .withConnectionSetup(
                        connection -> {
                          throw new IllegalStateException();
                        })));
    declare(
        "the log of another file",
        () -> {
          Path file = folder.resolve("restored.db");
          Files.write(file, ("SQLite format 3\0" + "x".repeat(200)).getBytes(US_ASCII));
          Files.writeString(folder.resolve("restored.db-wal"), "old");
          return typed(new SqliteModule(options("SQLITE_PATH", file.toString())));
        });
    declare(
        "the file is damaged",
        () -> {
          Path file = folder.resolve("damaged.db");
          Files.write(file, ("SQLite format 3\0" + "x".repeat(200)).getBytes(US_ASCII));
          return connecting(new SqliteModule(options("SQLITE_PATH", file.toString())));
        });
    declare(
        "the file is no database",
        () -> {
          Path file = Files.writeString(folder.resolve("notes.txt"), "Milk, bread, a new database");
          return typed(new SqliteModule(options("SQLITE_PATH", file.toString())));
        });
  }

  private TestDatabase postgres() {
    TestDatabase database = PostgresServer.shared().createDatabase();
    opened.add(database);
    return database;
  }

  private static String dsn(String scheme, TestDatabase at, String userAndPassword, String rest) {
    return scheme + "://" + userAndPassword + "@" + at.host() + ":" + at.port() + "/" + rest;
  }

  private static String owner(TestDatabase at) {
    return at.user() + ":" + at.password();
  }

  private Throwable postgresPing(String dsn) {
    return typed(
        new PostgresModule(options("POSTGRES_DSN", dsn, "POSTGRES_CONNECT_TIMEOUT", "30s")));
  }

  private Throwable postgresUse(String dsn) {
    return connecting(
        new PostgresModule(
            options("POSTGRES_DSN", dsn).withPool(pool -> pool.setConnectionTimeout(2000))));
  }

  private void declarePostgres() {
    declare(
        "PostgreSQL refuses at the start",
        () -> {
          TestDatabase at = postgres();
          return postgresPing(dsn("postgres", at, at.user() + ":wrong", at.database()));
        });
    declare(
        "PostgreSQL refuses later",
        () -> {
          TestDatabase at = postgres();
          return postgresUse(dsn("postgres", at, at.user() + ":wrong", at.database()));
        });
    declare(
        "PostgreSQL has no such database",
        () -> {
          TestDatabase at = postgres();
          return postgresUse(dsn("postgres", at, owner(at), "shpo"));
        });
    declare("no server", () -> postgresUse("postgres://app:pw@localhost:" + freePort() + "/shop"));
    declare("no such host", () -> postgresUse("postgres://app:pw@db.invalid/shop"));
    declare(
        "PostgreSQL without TLS",
        () -> {
          TestDatabase at = postgres();
          return postgresUse(dsn("postgres", at, owner(at), at.database() + "?sslmode=require"));
        });
    declare("PostgreSQL of an unknown authority", () -> tls("verify-ca", true));
    declare("PostgreSQL under another name", () -> tls("verify-full", false));
  }

  private void declareMigrations() {
    declare(
        "a migration fails",
        () ->
            migrating(
                Migration.named("users", db -> execute(db, "alter table customers add x int"))));
    declare(
        "another process migrates",
        () -> {
          TestDatabase at = postgres();
          PostgresModule impatient =
              new PostgresModule(
                  options("POSTGRES_DSN", at.dsn(), "POSTGRES_MIGRATION_LOCK_TIMEOUT", "10ms"));
          AtomicReference<Throwable> refusal = new AtomicReference<>(new AssertionError());
          new PostgresModule(options("POSTGRES_DSN", at.dsn()))
              .migrate(
                  database -> refusal.set(catchThrowable(() -> impatient.migrate(nothing -> {}))));
          return refusal.get();
        });
    declare(
        "the migrations' login is refused",
        () -> {
          TestDatabase at = postgres();
          return SqlErrors.find(
                  catchThrowable(
                      () ->
                          new PostgresModule(
                                  options(
                                      "POSTGRES_DSN",
                                      at.dsn(),
                                      "POSTGRES_MIGRATION_USER",
                                      "owner",
                                      "POSTGRES_MIGRATION_PASSWORD",
                                      "wrong"))
                              .migrate(Migration.named("users", db -> {}))))
              .orElseThrow();
        });
    declare(
        "the migrations' lock is lost",
        () ->
            migrating(
                db ->
                    execute(
                        db,
                        "select pg_terminate_backend(pid) from pg_locks where locktype ="
                            + " 'advisory'"),
                Migration.named("users", db -> {})));
  }

  private Throwable migrating(Migration... migrations) {
    PostgresModule module = new PostgresModule(options("POSTGRES_DSN", postgres().dsn()));
    return catchThrowable(() -> module.migrate(migrations));
  }

  private static void execute(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Throwable tls(String mode, boolean stranger) throws IOException {
    Path certificates = Files.createDirectory(folder.resolve(mode));
    TestAuthority authority = new TestAuthority(certificates, "authority");
    TestAuthority other = new TestAuthority(certificates, "stranger");
    TestAuthority.Issued issued = authority.issue("server", "elsewhere", "dns:elsewhere");
    PostgresServer server =
        PostgresServer.launch(
            PostgresOptions.defaults().withTls(issued.certificate(), issued.key()));
    opened.add(server);
    TestDatabase at = server.defaultDatabase();
    return postgresUse(
        dsn("postgres", at, owner(at), at.database())
            + "?sslmode="
            + mode
            + "&sslrootcert="
            + (stranger ? other : authority).certificate());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Throwable mariaDb(String dsn) {
    return connecting(
        new MysqlModule(
            options("MYSQL_DSN", dsn).withPool(pool -> pool.setConnectionTimeout(2000))));
  }

  private TestDatabase mariaDb() {
    TestDatabase database = MariaDbServer.shared().createDatabase();
    opened.add(database);
    return database;
  }

  private void declareMariaDb() {
    declare(
        "MariaDB refuses",
        () -> {
          TestDatabase at = mariaDb();
          return mariaDb(dsn("mariadb", at, at.user() + ":wrong", at.database()));
        });
    declare(
        "MariaDB has no such database",
        () -> {
          TestDatabase at = mariaDb();
          return mariaDb(dsn("mariadb", at, owner(at), "shpo"));
        });
    declare(
        "MariaDB without TLS",
        () -> {
          TestDatabase at = mariaDb();
          return mariaDb(
              dsn("mariadb", at, owner(at), at.database() + "?ssl-mode=VERIFY_IDENTITY"));
        });
    declare("no MariaDB", () -> mariaDb("mariadb://app:pw@localhost:" + freePort() + "/shop"));
  }
}
