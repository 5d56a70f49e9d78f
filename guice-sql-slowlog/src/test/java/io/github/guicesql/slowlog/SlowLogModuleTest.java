package io.github.guicesql.slowlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Which statements are logged, and what a line never says. */
final class SlowLogModuleTest {

  private static final SqlTokens AUDIT = SqlTokens.named("audit");

  /** Takes more than a millisecond on any machine. */
  private static final String SLOW =
      "with recursive n(x) as (select 1 union all select x + 1 from n where x < 300000)"
          + " insert into t select 'geheim' || max(x) from n";

  /** Three rows, the first of which is as slow. */
  private static final String SLOW_QUERY =
      "with recursive n(x) as (select 1 union all select x + 1 from n where x < 300000)"
          + " select max(x) from n union all select 2 union all select 3";

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
  private final Logger log = (Logger) LoggerFactory.getLogger("io.github.guicesql.slowlog");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void capture() {
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.WARN);
  }

  @AfterEach
  void close() {
    log.detachAppender(appender);
    registry.close();
  }

  private List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** What else runs here may be slow, too, on a machine that is busy. */
  private List<String> linesOfQueries() {
    return lines().stream().filter(line -> line.contains(" rows read")).toList();
  }

  private DataSource db(String... threshold) throws SQLException {
    return db(
        threshold.length == 0 ? Map.of() : Map.of("SQLITE_AUDIT_SLOW_THRESHOLD", threshold[0]));
  }

  private DataSource db(Map<String, String> thresholds) throws SQLException {
    return db(injector(thresholds));
  }

  private Injector injector(Map<String, String> thresholds, Module... more) {
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new SlowLogModule(ConfigSource.map(thresholds)),
        binder -> List.of(more).forEach(binder::install),
        new SqliteModule(
            SqlOptions.named("audit")
                .withConfig(ConfigSource.map(Map.of("SQLITE_AUDIT_PATH", ":memory:")))));
  }

  private DataSource db(Injector injector) throws SQLException {
    DataSource db = injector.getInstance(AUDIT.dbKey());
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (x)");
    }
    appender.list.clear();
    return db;
  }

  private static void runSlow(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(SLOW);
    }
  }

  @Test
  void aSlowStatementIsOneLineWithoutItsLiterals() throws Exception {
    DataSource db = db("1ms");

    runSlow(db);

    assertThat(lines())
        .singleElement()
        .asString()
        .matches(
            "database\\.audit\\.db: \\d+ ms, 1 rows, with recursive n\\(x\\) as \\(select \\? union"
                + " all select x \\+ \\? from n where x < \\?\\) insert into t select \\? \\|\\|"
                + " max\\(x\\) from n, at .*SlowLogModuleTest\\.runSlow\\(SlowLogModuleTest"
                + "\\.java:\\d+\\)");
  }

  /** What ends the reading of a slow query. */
  private interface Ending {
    void end(Connection connection, Statement statement, ResultSet rows) throws SQLException;
  }

  static Stream<Named<Ending>> endings() {
    return Stream.of(
        Named.of("its result is closed", (connection, statement, rows) -> rows.close()),
        Named.of("its statement is closed", (connection, statement, rows) -> statement.close()),
        Named.of(
            "its statement runs again",
            (connection, statement, rows) -> statement.executeUpdate("delete from t")),
        Named.of("its connection is returned", (connection, statement, rows) -> connection.close()),
        Named.of(
            "its connection is aborted",
            (connection, statement, rows) -> connection.abort(Runnable::run)));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aSlowQueryTellsHowManyRowsWereRead(Ending ending) throws Exception {
    DataSource db = db("1ms");
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery(SLOW_QUERY);
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(lines()).isEmpty();

      ending.end(connection, statement, rows);

      assertThat(linesOfQueries())
          .singleElement()
          .asString()
          .matches(".* ms, 2 rows read, with recursive .*aSlowQueryTells.*");
    }
    assertThat(linesOfQueries()).hasSize(1);
  }

  @Test
  void aResultThatIsAskedForLaterIsCountedToo() throws Exception {
    DataSource db = db("1ms");
    try (Connection connection = db.getConnection();
        PreparedStatement statement = connection.prepareStatement(SLOW_QUERY)) {
      assertThat(statement.execute()).isTrue();
      ResultSet rows = statement.getResultSet();
      while (rows.next()) {
        assertThat(rows.getLong(1)).isPositive();
      }
    }

    assertThat(lines()).singleElement().asString().contains(" ms, 3 rows read, ");
  }

  @Test
  void theResultOfAFastQueryIsNotWrapped() throws Exception {
    DataSource db = db("1h");
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("values (1)")) {
      assertThat(Proxy.isProxyClass(rows.getClass())).isFalse();
    }
  }

  @Test
  void parametersAreNotLogged() throws Exception {
    DataSource db = db("1ms");

    try (Connection connection = db.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(SLOW.replace("'geheim'", "cast(? as text)"))) {
      insert.setString(1, "auch geheim");
      insert.executeUpdate();
    }

    assertThat(lines()).singleElement().asString().contains("cast(? as text)");
    assertThat(lines().toString()).doesNotContain("geheim");
  }

  /** SQLite takes double quotes for a string where no column has such a name. */
  @Test
  void whatOnlyThisEngineTakesForALiteralIsMaskedAndALineIsOneLine() throws Exception {
    DataSource db = db("1ms");
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                SLOW_QUERY
                    .replace("select max(x)", "select max(x), \"geheim\" as [it's\nforged]")
                    .replace("select 2", "select 2, 'geheim'")
                    .replace("select 3", "select 3, '' /*/ geheim */"))) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(2)).isEqualTo("geheim");
    }

    assertThat(lines()).singleElement().asString().contains("as [it's?forged]");
    assertThat(lines().toString()).doesNotContain("geheim").doesNotContain("\n");
  }

  @Test
  void aSlowFailureNamesItsSqlState() throws Exception {
    DataSource db = db("1ms");
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create unique index u on t (x)");
    }
    runSlow(db);
    assertThatThrownBy(() -> runSlow(db)).isInstanceOf(SQLException.class);

    assertThat(lines()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(lines().get(lines().size() - 1)).contains(" ms, failed with SQLSTATE 23505, with");
  }

  @Test
  void aStatementBelowTheThresholdIsNotLogged() throws Exception {
    DataSource db = db("1h");
    runSlow(db);
    assertThat(lines()).isEmpty();
  }

  @Test
  void withoutAThresholdTheDataSourceIsNotWrapped() throws Exception {
    DataSource db = db();
    runSlow(db);
    assertThat(lines()).isEmpty();
    assertThat(db).isInstanceOf(HikariDataSource.class);
  }

  @Test
  void thePoolCanBeUnwrappedAndClosesAsWithoutTheLog() throws Exception {
    DataSource db = db("1ms");
    assertThat(db).isNotInstanceOf(HikariDataSource.class);
    assertThat(db.unwrap(HikariDataSource.class).getPoolName()).isEqualTo("database.audit.db");

    registry.close();

    assertThatThrownBy(db::getConnection).hasMessage("The pool database.audit.db is closed.");
  }

  @Test
  void aSlowStatementNamesItsTransaction() throws Exception {
    Injector injector =
        injector(Map.of("SQLITE_AUDIT_SLOW_THRESHOLD", "1ms"), new TransactorModule(AUDIT));
    DataSource db = db(injector);

    injector
        .getInstance(Transactor.key(AUDIT))
        .with(TransactionOptions.defaults().withName("nightly"))
        .inTransaction(() -> runSlow(db));

    assertThat(lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .containsPattern(
                        " ms, 1 rows, in the transaction \"nightly\", with recursive .*"
                            + "SlowLogModuleTest\\.runSlow\\(SlowLogModuleTest\\.java:\\d+"));
  }

  /** Whichever of the two modules comes first. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSlowStatementOnTheReaderIsOneLineOfTheReader(boolean transactorFirst) throws Exception {
    Module transactors = new TransactorModule(AUDIT).readingByReader();
    Module slowLog =
        new SlowLogModule(ConfigSource.map(Map.of("SQLITE_AUDIT_SLOW_THRESHOLD", "1ms")));
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            transactorFirst ? transactors : slowLog,
            transactorFirst ? slowLog : transactors,
            new SqliteModule(
                SqlOptions.named("audit")
                    .withReader()
                    .withConfig(ConfigSource.map(Map.of("SQLITE_AUDIT_PATH", ":memory:")))));
    DataSource db = db(injector);
    Transactor transactor =
        injector
            .getInstance(Transactor.key(AUDIT))
            .with(TransactionOptions.defaults().readOnly().withName("nightly"));

    transactor.inTransaction(
        () -> {
          querySlow(db);
          querySlow(db);
        });
    transactor.useConnection(SlowLogModuleTest::querySlow);

    assertThat(linesOfQueries())
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsPattern(
                        "database\\.audit\\.reader: \\d+ ms, 3 rows read, in the transaction"
                            + " \"nightly\", with recursive .*SlowLogModuleTest\\.querySlow"));
  }

  private static void querySlow(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      querySlow(connection);
    }
  }

  private static void querySlow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SLOW_QUERY)) {
      while (rows.next()) {
        assertThat(rows.getLong(1)).isPositive();
      }
    }
  }

  @Test
  void aConnectionThatIsReturnedLateNamesWhereItWasBorrowed() throws Exception {
    DataSource db = db(Map.of("SQLITE_AUDIT_HELD_THRESHOLD", "1ms"));
    appender.list.clear();

    runSlow(db);

    assertThat(lines())
        .singleElement()
        .asString()
        .matches(
            "database\\.audit\\.db: a connection was returned after \\d+ ms, borrowed by the thread"
                + " .+ at .*SlowLogModuleTest\\.runSlow\\(SlowLogModuleTest\\.java:\\d+\\)");
  }

  @Test
  void aConnectionThatIsNotReturnedIsNamedToTheNextBorrowerAndWhenItIsAborted() throws Exception {
    DataSource db = db(Map.of("SQLITE_AUDIT_HELD_THRESHOLD", "50ms"));
    appender.list.clear();
    Connection leaked = db.getConnection();
    long borrowed = System.nanoTime();
    while (System.nanoTime() - borrowed < 50_000_000) {
      Thread.onSpinWait(); // the threshold is a time
    }

    db.getConnection().close();
    db.getConnection().close();

    registry.close();

    for (String what : List.of("is not returned", "is aborted")) {
      assertThat(lines())
          .filteredOn(line -> line.startsWith("database.audit.db: a connection " + what))
          .singleElement()
          .asString()
          .contains("SlowLogModuleTest.aConnectionThatIsNotReturned");
    }
    leaked.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_PATH, SQLITE_HELD_THRESHOLD",
    "sqlite.path, sqlite.slow-threshold",
    "sqlite.path, sqlite.held-threshold",
    "SQLITE_AUDIT_PATH, SQLITE_AUDIT_HELD_THRESHOLD",
    "sqlite.audit.path, sqlite.audit.held-threshold",
  })
  void theThresholdsMayBeInTheDatabasesOwnSource(String path, String threshold) throws Exception {
    ConfigSource source = ConfigSource.map(Map.of(path, ":memory:", threshold, "1h"));
    SqlOptions options =
        path.toLowerCase(Locale.ROOT).contains("audit")
            ? SqlOptions.named("audit")
            : SqlOptions.defaults();
    SqliteModule driver = new SqliteModule(options.withConfig(source));

    DataSource db =
        Guice.createInjector(LifecycleModule.using(registry), new SlowLogModule(source), driver)
            .getInstance(options.database().dbKey());

    assertThat(db).isNotInstanceOf(HikariDataSource.class); // the threshold was read
    db.getConnection().close();
    driver.migrate();
  }

  @Test
  void anInvalidThresholdIsAConfigurationError() {
    Throwable failure = catchThrowable(() -> db("fast"));

    assertThat(SqlErrors.find(failure, SqlConfigException.class).orElseThrow())
        .hasMessageContaining("SQLITE_AUDIT_SLOW_THRESHOLD")
        .hasMessageContaining("fast");
  }
}
