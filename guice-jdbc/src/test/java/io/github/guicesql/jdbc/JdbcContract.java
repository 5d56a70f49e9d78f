package io.github.guicesql.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.drivercontract.EveryLog;
import io.github.guicesql.drivercontract.ModuleContract;
import io.github.guicesql.examples.users.AuditEntry;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.User;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link JdbcModule} promises, on each engine that starts from Maven Central. A subclass says
 * only what is its engine's own.
 */
@Timeout(60)
abstract class JdbcContract extends ModuleContract {

  static final String USER = "sa";
  static final String SECRET = "correct-horse-42";

  @TempDir Path folder;
  private final JdbcEngine engine;
  private LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(10));

  JdbcContract(JdbcEngine engine) {
    this.engine = engine;
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Override
  protected final String prefix() {
    return "JDBC";
  }

  @Override
  protected final String required() {
    return "URL";
  }

  @Override
  protected final Dialect dialect() {
    return engine.dialect;
  }

  @Override
  protected final Module module(SqlOptions options) {
    return new JdbcModule(dialect(), options);
  }

  @Override
  protected final Map<String, String> database() {
    return Map.of("URL", url(), "USER", USER, "PASSWORD", SECRET);
  }

  /** The URL of a database that each test has for itself, without user and password. */
  abstract String url();

  /** The same URL with user and password, in the engine's own form. */
  String urlWithLogin() {
    return url() + ";user=" + USER + ";password=" + SECRET;
  }

  /** A URL with user and password that the engine refuses to open. */
  abstract String refusedUrl();

  /** Returns whether a thread is in this method of the driver. */
  static boolean isIn(Thread thread, String method) {
    return Arrays.stream(thread.getStackTrace())
        .filter(frame -> frame.getMethodName().equals(method))
        .anyMatch(frame -> !frame.getClassName().matches("(com.zaxxer|io.github.guicesql).*"));
  }

  /** Whether the engine lets a connection write that is meant to be read-only. */
  boolean readerCanWrite() {
    return engine.readerCanWrite();
  }

  @Test
  void whatTheReaderWritesIsRefusedOrItIsSaid() throws Exception {
    try (EveryLog log = new EveryLog()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new JdbcModule(
                  dialect(),
                  SqlOptions.defaults()
                      .withConfig(
                          ConfigSource.map(
                              Map.of(
                                  "JDBC_URL", url(), "JDBC_USER", USER, "JDBC_PASSWORD", SECRET)))
                      .withReader()));
      execute(db(injector), "create table seen (a int)");
      Throwable refusal =
          catchThrowable(
              () ->
                  execute(
                      injector.getInstance(SqlTokens.defaults().reader().dbKey()),
                      "insert into seen values (1)"));

      assertThat(log.text().contains("what is written by them is written"))
          .isEqualTo(readerCanWrite());
      assertThat(refusal instanceof SQLException).isNotEqualTo(readerCanWrite());
    }
  }

  final Injector start(Stage stage, String... keysAndValues) {
    Map<String, String> values = new TreeMap<>();
    values.put("JDBC_URL", url());
    values.put("JDBC_USER", USER);
    values.put("JDBC_PASSWORD", SECRET);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return Guice.createInjector(
        stage,
        LifecycleModule.using(registry),
        new JdbcModule(dialect(), SqlOptions.defaults().withConfig(ConfigSource.map(values))),
        new UsersModule());
  }

  final Injector start(String... keysAndValues) {
    return start(Stage.DEVELOPMENT, keysAndValues);
  }

  static DataSource db(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  /** Closes everything, past a drain of no time at all, and begins anew. */
  final void restart() {
    registry.close();
    registry = new LifecycleRegistry(Duration.ZERO);
  }

  static SqlBuildException failure(Injector injector) {
    return (SqlBuildException) SqlErrors.find(catchThrowable(() -> db(injector))).orElseThrow();
  }

  static String printed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  static void execute(DataSource db, String... statements) throws SQLException {
    try (Connection connection = db.getConnection()) {
      for (String sql : statements) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      }
    }
  }

  static long number(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void runsThePortableFeature() throws Exception {
    Injector injector = start(Stage.PRODUCTION);
    Users users = injector.getInstance(Users.class);

    long id = users.create(new UserData("ada@example.org", "Ada")).id();
    users.update(id, new UserData("ada@example.org", "Ada Lovelace"));
    users.create(new UserData("bob@example.org", "Bob"));
    assertThatThrownBy(() -> users.create(new UserData("ADA@example.org", "Another")))
        .isInstanceOf(DuplicateEmailException.class);

    assertThat(users.list(1, 0).users()).extracting(User::name).containsExactly("Ada Lovelace");
    assertThat(users.list(2, 1).users()).extracting(User::name).containsExactly("Bob");
    assertThat(users.list(0, 0).users()).isEmpty();
    assertThat(users.list(9, 0).total()).isEqualTo(2);
    users.delete(id);
    assertThat(users.find(id)).isEmpty();
    assertThat(injector.getInstance(AuditTrail.class).about(Users.subject(id)))
        .extracting(AuditEntry::action)
        .containsExactly("create", "update", "delete");
    assertThat(injector.getInstance(SqlTokens.defaults().dialectKey())).isEqualTo(dialect());
  }

  @Test
  void manyMayBeTheFirstToUseTheTables() throws Exception {
    Users users = start().getInstance(Users.class);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Boolean> using =
          () -> {
            return users.list(1, 0).users().isEmpty();
          };
      for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(8, using))) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    users.create(new UserData("ada@example.org", "Ada"));
  }

  @Test
  void aFailedTransactionLeavesNothing() throws Exception {
    DataSource db = db(start());
    execute(db, "create table t (i int)");
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into t values (1)");
    }

    assertThat(number(db, "select count(*) from t")).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void opensNothingBeforeTheFirstConnection(Stage stage) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    DataSource db = db(start(stage));
    HikariDataSource pool = db.unwrap(HikariDataSource.class);

    assertThat(folder).isEmptyDirectory();
    assertThat(pool.getHikariPoolMXBean()).isNull();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("database.db"))
        .allMatch(before::contains);

    db.getConnection().close();

    assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isPositive();
  }

  @Test
  void twoDatabasesKnowNothingOfEachOther() throws Exception {
    String first = url();
    Map<String, String> values =
        Map.of(
            "JDBC_URL", first,
            "JDBC_USER", USER,
            "JDBC_PASSWORD", SECRET,
            "JDBC_AUDIT_LOG_URL", url(),
            "JDBC_AUDIT_LOG_USER", USER,
            "JDBC_AUDIT_LOG_PASSWORD", SECRET);
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.map(values));
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new JdbcModule(dialect(), options),
            new JdbcModule(dialect(), options.withName("audit-log")));
    DataSource audit = injector.getInstance(SqlTokens.named("audit-log").dbKey());

    execute(db(injector), "create table t (i int)");
    execute(audit, "create table t (i int)", "insert into t values (1)");

    assertThat(number(db(injector), "select count(*) from t")).isZero();
    assertThat(number(audit, "select count(*) from t")).isEqualTo(1);
  }

  @Test
  void aWrongUrlIsOneProblemOfAll() {
    SqlBuildException error = failure(start("JDBC_URL", "h2:mem:x", "JDBC_MAX_OPEN_CONNS", "0"));

    assertThat(error).isInstanceOf(SqlConfigException.class);
    assertThat(((SqlConfigException) error).problems())
        .extracting(ConfigProblem::key, ConfigProblem::wrong)
        .containsExactly(
            tuple("JDBC_URL", "At position 1: no jdbc: where a JDBC URL begins."),
            tuple("JDBC_MAX_OPEN_CONNS", "It is out of range."));
  }

  @Test
  void takesUserAndPasswordFromTheUrl() throws Exception {
    Injector injector = start("JDBC_URL", urlWithLogin(), "JDBC_USER", "", "JDBC_PASSWORD", "");

    execute(db(injector), "create table t (i int)");

    assertThat(number(db(injector), "select count(*) from t")).isZero();
  }

  @Test
  void twoPasswordsAreRefused() {
    SqlBuildException error =
        failure(
            start("JDBC_URL", urlWithLogin(), "JDBC_USER", "other", "JDBC_PASSWORD", "another-1"));

    assertThat(((SqlConfigException) error).problems())
        .extracting(ConfigProblem::key, ConfigProblem::value, ConfigProblem::wrong)
        .containsExactly(
            tuple("JDBC_USER", "other", "JDBC_URL (jdbc.url) names another user."),
            tuple("JDBC_PASSWORD", "***", "JDBC_URL (jdbc.url) names another password."));
    assertThat(printed(error)).doesNotContain(SECRET).doesNotContain("another-1");
  }

  @Test
  void aRefusalIsTypedAndNoSecretIsInAnyMessage() {
    try (EveryLog log = new EveryLog()) {
      SqlBuildException error =
          failure(
              start(
                  "JDBC_URL", refusedUrl(),
                  "JDBC_USER", "",
                  "JDBC_PASSWORD", "",
                  "JDBC_CONNECT_TIMEOUT", "20s"));

      assertThat(error.stage()).isEqualTo(BuildStage.PING);
      assertThat(printed(error)).doesNotContain(SECRET);
      assertThat(log.text()).doesNotContain(SECRET);
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    }
  }

  @Test
  void noSecretIsLogged() throws Exception {
    try (EveryLog log = new EveryLog()) {
      Injector injector = start("JDBC_URL", urlWithLogin(), "JDBC_USER", "", "JDBC_PASSWORD", "");
      execute(db(injector), "create table t (i int)");
      restart();

      assertThat(log.text()).contains("database.db").doesNotContain(SECRET);
    }
  }

  @Test
  void credentialsChangeAndNoneIsLogged() throws Exception {
    String url = url();
    List<Credentials> made = new ArrayList<>();
    DataSource owner = db(start("JDBC_URL", url));
    if (!engine.hasUsers()) {
      assertThatAnotherLoginIsRefused(owner, url);
      return;
    }
    for (int i = 0; i < 4; i++) {
      made.add(new Credentials("ROTATING" + i, SECRET + i));
      String sql = engine.createUser(made.get(i));
      execute(owner, sql.isEmpty() ? new String[0] : new String[] {sql});
    }
    AtomicReference<Credentials> now = new AtomicReference<>(made.get(0));
    AtomicInteger asked = new AtomicInteger();
    CredentialsSource source =
        () -> {
          asked.incrementAndGet();
          return Objects.requireNonNull(now.get());
        };
    SqlOptions options =
        SqlOptions.defaults()
            .withCredentials(source.checkedEvery(Duration.ofMillis(100)))
            .withConfig(ConfigSource.map(Map.of("JDBC_URL", url)));
    try (EveryLog log = new EveryLog()) {
      DataSource db =
          db(
              Guice.createInjector(
                  LifecycleModule.using(registry), new JdbcModule(dialect(), options)));
      for (Credentials next : made) {
        int before = asked.get();
        now.set(next);
        await()
            .until(
                () ->
                    engine.createUser(next).isEmpty()
                        ? isLent(db) && asked.get() > before
                        : userOf(db).equals(next.user()));
      }
      assertThat(log.text()).contains("database.db").doesNotContain(SECRET);
    }
  }

  /** An engine without users takes a login for an option, and has one set of options at a time. */
  private void assertThatAnotherLoginIsRefused(DataSource owner, String url) throws Exception {
    try (Connection held = owner.getConnection();
        EveryLog log = new EveryLog()) {
      assertThat(held.isValid(5)).isTrue();
      SqlOptions options =
          SqlOptions.defaults()
              .withCredentials(CredentialsSource.fixed("ROTATING", SECRET + 0))
              .withConfig(ConfigSource.map(Map.of("JDBC_URL", url, "JDBC_BORROW_TIMEOUT", "1s")));
      DataSource db =
          db(
              Guice.createInjector(
                  LifecycleModule.using(registry), new JdbcModule(dialect(), options)));

      Throwable refusal = catchThrowable(db::getConnection);

      assertThat(refusal).isInstanceOf(SQLException.class);
      assertThat(log.text()).contains("database.db").doesNotContain(SECRET);
    }
  }

  private static boolean isLent(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return connection.isValid(5);
    }
  }

  private static String userOf(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return connection.getMetaData().getUserName();
    }
  }

  @Test
  void thePoolDoesNotKnowThePassword() throws Exception {
    HikariDataSource pool = db(start("JDBC_URL", urlWithLogin())).unwrap(HikariDataSource.class);

    assertThat(pool.getPassword()).isNull();
    assertThat(pool.getJdbcUrl()).isNull();
    assertThat(pool.getDataSource().toString()).startsWith("jdbc:").doesNotContain(SECRET);
  }

  @Test
  void theNextBorrowerHasAutoCommit() throws Exception {
    DataSource db = db(start("JDBC_MAX_OPEN_CONNS", "1"));
    execute(db, "create table t (i int)");
    if (!engine.autoCommitOff().isEmpty()) {
      execute(db, engine.autoCommitOff(), "insert into t values (1)");
    } else {
      try (Connection connection = db.getConnection()) {
        connection.setAutoCommit(false);
      }
    }

    execute(db, "insert into t values (2)");

    assertThat(number(db, "select sum(i) from t")).isEqualTo(2);
    try (Connection connection = db.getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  @Test
  void aDatabaseOutlivesTheConnectionsOfThePool() throws Exception {
    assertThatItOutlivesConnections(url());
  }

  final void assertThatItOutlivesConnections(String url) throws Exception {
    DataSource db = db(start("JDBC_URL", url, "JDBC_MAX_OPEN_CONNS", "1"));
    execute(db, "create table t (i int)");
    HikariDataSource pool = db.unwrap(HikariDataSource.class);
    try (Connection connection = db.getConnection()) {
      pool.evictConnection(connection);
    }
    await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);

    assertThat(number(db, "select count(*) from t")).isZero();
  }

  /** A borrower whose statement does not end, and what became of it. */
  final class Running {

    private final FutureTask<Long> result;

    Running(DataSource db) throws Exception {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        engine.prepareEndless(statement);
      }
      result = new FutureTask<>(() -> run(db));
      Thread thread = new Thread(result);
      thread.setDaemon(true);
      thread.start();
      await().atMost(30, SECONDS).until(() -> engine.isRunning(thread));
    }

    private long run(DataSource db) throws SQLException {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        try (ResultSet row = statement.executeQuery(engine.endless)) {
          row.next();
          return row.getLong(1);
        }
      }
    }

    void assertEnded() {
      assertThatThrownBy(() -> result.get(20, SECONDS)).hasCauseInstanceOf(SQLException.class);
    }

    void assertRuns() {
      assertThat(result).isNotDone();
    }
  }

  @Test
  void closingCancelsARunningStatement() throws Exception {
    restart();
    Running endless = new Running(db(start()));

    registry.close();

    endless.assertEnded();
  }

  /** Whether the waiter gets the lock or an error is the engine's affair; it does not wait on. */
  @Test
  void closingReleasesAThreadThatWaitsForALock() throws Exception {
    restart();
    DataSource db = db(start());
    execute(db, "create table t (i int primary key)");
    Connection holder = db.getConnection();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("insert into t values (1)");
    }
    FutureTask<Boolean> waiter =
        new FutureTask<>(
            () -> {
              execute(db, "insert into t values (1)");
              return true;
            });
    Thread thread = new Thread(waiter);
    thread.setDaemon(true);
    thread.start();
    await().atMost(30, SECONDS).until(() -> waiter.isDone() || isIn(thread, "execute"));

    registry.close();

    thread.join(20_000);
    assertThat(waiter).isDone();
  }

  @Test
  void closingLeavesNoConnection() throws Exception {
    restart();
    DataSource db = db(start());
    Connection opened = db.getConnection().unwrap(JdbcConnection.class);

    registry.close();

    assertThat(opened.isClosed()).isTrue();
    assertThat(opened.isValid(1)).isFalse();
    assertThatThrownBy(db::getConnection).hasMessageContaining("closed");
  }
}
