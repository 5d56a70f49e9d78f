package io.github.guicesql.docs;

import static io.github.guicesql.docs.OpenDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.inject.ProvisionException;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.project.MarkdownTable;
import io.github.guicesql.project.MarkdownTable.Row;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What docs/guides/mysql.md says is so, on a real server. */
@Timeout(120)
final class MysqlGuideTest {

  private static final String GUIDE = "docs/guides/mysql.md";
  private static final String MARIADBS = "org.mariadb.";
  private static final String MYSQLS = "com.mysql.";
  private static final Map<String, String> SCHEMES =
      Map.of(MARIADBS, "jdbc:mariadb://", MYSQLS, "jdbc:mysql://");

  private static TestDatabase database;
  @RegisterExtension final OpenDatabases databases = new OpenDatabases();

  @BeforeAll
  static void create() {
    database = MariaDbServer.shared().createDatabase();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static SqlOptions options(String dsn) {
    return SqlOptions.defaults()
        .withConfig(ConfigSource.map(Map.of("MYSQL_DSN", dsn, "MYSQL_CONNECT_TIMEOUT", "20s")));
  }

  private DataSource at(String dsn) {
    return databases.of(new MysqlModule(options(dsn)));
  }

  /** With one driver of the two. */
  private DataSource at(String dsn, String driver) throws ReflectiveOperationException {
    String other = driver.equals(MYSQLS) ? MARIADBS : MYSQLS;
    return databases.of(WithoutDriver.mysqlModule(options(dsn), List.of(other)));
  }

  private static String driverOf(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return connection.getMetaData().getDriverName().startsWith("MySQL") ? MYSQLS : MARIADBS;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** {@code user:password@host:port/database}, as it is after a scheme. */
  private static String address(TestDatabase at, String password, String hosts, String name) {
    return "%s:%s@%s/%s".formatted(encoded(at.user()), encoded(password), hosts, name);
  }

  private static String address() {
    return address(database, database.password(), hostAndPort(database), database.database());
  }

  private static String hostAndPort(TestDatabase at) {
    return at.host() + ":" + at.port();
  }

  private static String go(String parameters) {
    return "%s:%s@tcp(%s)/%s?%s"
        .formatted(
            database.user(),
            database.password(),
            hostAndPort(database),
            database.database(),
            parameters);
  }

  private static int deadPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static List<Row> driversByForm() {
    return MarkdownTable.of(GUIDE, "you write").rows();
  }

  @ParameterizedTest
  @MethodSource("driversByForm")
  void whichDriverItGets(Row row) throws Exception {
    String written = row.codes(0).get(0);
    String dsn = written.contains("tcp(") ? go("") : written.replaceFirst("//.*", "//") + address();
    assertGets(row, 1, databases.of(new MysqlModule(options(dsn))));
    String[] only = {MARIADBS, MYSQLS};
    for (int i = 0; i < only.length; i++) {
      int column = i + 2;
      String driver = only[i];
      if (row.cells().get(column).equals("refused")) {
        ProvisionException thrown =
            catchThrowableOfType(ProvisionException.class, () -> at(dsn, driver));
        assertThat(SqlErrors.find(thrown))
            .get()
            .isInstanceOf(SqlConfigException.class)
            .asString()
            .contains("Its JDBC driver is not on the class path. Add ");
      } else {
        assertGets(row, column, at(dsn, driver));
      }
    }
  }

  private static void assertGets(Row row, int column, DataSource db) throws SQLException {
    String expected = Map.of("MariaDB's", MARIADBS, "MySQL's", MYSQLS).get(row.cells().get(column));
    assertThat(driverOf(db)).startsWith(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADBS, MYSQLS})
  void withoutAUserItIsTheOneWhoRunsTheProcess(String driver) {
    String dsn = SCHEMES.get(driver) + hostAndPort(database) + "/" + database.database();
    assertThat(refusal(dsn).getMessage()).contains("'" + System.getProperty("user.name") + "'@");
  }

  private SQLException refusal(String dsn) {
    ProvisionException thrown = catchThrowableOfType(ProvisionException.class, () -> at(dsn));
    assertThat(thrown).as("refusal").isNotNull();
    Optional<Throwable> cause = SqlErrors.find(thrown).map(SqlModuleException::getCause);
    return (SQLException) cause.orElseThrow();
  }

  /** MariaDB's driver has the server prove that it knows the password. */
  @Test
  void whomADriverBelievesThatKnowsNoAuthority(@TempDir Path folder) throws Exception {
    TestAuthority.Issued issued =
        new TestAuthority(folder, "unknown").issue("server", "server", "dns:elsewhere");
    MariaDbOptions options = MariaDbOptions.defaults().withTls(issued.certificate(), issued.key());
    try (MariaDbServer server = MariaDbServer.launch(options)) {
      TestDatabase at = server.defaultDatabase();
      String dsn =
          "mysql://"
              + address(at, at.password(), hostAndPort(at), at.database())
              + "?ssl-mode=VERIFY_IDENTITY";
      assertThat(query(at(dsn, MARIADBS), "select 1")).isEqualTo("1");
      assertThatThrownBy(() -> at(dsn, MYSQLS)).hasStackTraceContaining("SSLHandshakeException");
    }
  }

  @Test
  void theNextHostIsTried() throws Exception {
    assertThat(readOnlyOnTheNextHost("jdbc:mariadb://", "")).isFalse();
    assertThat(readOnlyOnTheNextHost("jdbc:mysql://", "")).isFalse();
    assertThat(readOnlyOnTheNextHost("jdbc:mysql://", "?failOverReadOnly=false")).isFalse();
  }

  private boolean readOnlyOnTheNextHost(String scheme, String parameters) throws Exception {
    String hosts = "localhost:" + deadPort() + "," + hostAndPort(database);
    String address = address(database, database.password(), hosts, database.database());
    try (Connection connection = at(scheme + address + parameters).getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(query(connection, "select database()")).isEqualTo(database.database());
      try {
        statement.execute("create temporary table hosts (x int)");
        return false;
      } catch (SQLException refused) {
        assertThat(refused.getMessage()).contains("read-only");
        return true;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADBS, MYSQLS})
  void aSystemVariable(String driver) throws Exception {
    DataSource db = at(go("sql_mode=TRADITIONAL&time_zone=%27%2B02:00%27"), driver);
    assertThat(query(db, "select @@sql_mode")).contains("STRICT_ALL_TABLES", "TRADITIONAL");
    assertThat(query(db, "select @@time_zone")).isEqualTo("+02:00");
  }

  @Test
  void theCountsOfABatch() throws Exception {
    assertThat(batch(at("jdbc:mysql://" + address()))).containsOnly(Statement.SUCCESS_NO_INFO);
    assertThat(batch(at("jdbc:mysql://" + address() + "?rewriteBatchedStatements=false")))
        .containsOnly(1);
    assertThat(batch(at("jdbc:mariadb://" + address()))).containsOnly(1);
  }

  private static int[] batch(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement create = connection.createStatement()) {
      create.execute("create temporary table b (x int)");
      try (PreparedStatement insert = connection.prepareStatement("insert into b values (?)")) {
        for (int i = 0; i < 4; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        return insert.executeBatch();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADBS, MYSQLS})
  void aSessionThatTheServerEndedIsReplaced(String driver) throws Exception {
    try (Connection observer = database.connect()) {
      assertThat(query(observer, "select @@global.wait_timeout")).isEqualTo("" + 8 * 60 * 60);
      DataSource db = at(go("wait_timeout=1"), driver);
      String id = query(db, "select connection_id()");
      awaitTheEndOf(id, observer);
      assertThat(query(db, "select connection_id()")).isNotEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADBS, MYSQLS})
  void oneThatIsBorrowedIsNot(String driver) throws Exception {
    try (Connection observer = database.connect();
        Connection borrowed = at(go("wait_timeout=1"), driver).getConnection()) {
      awaitTheEndOf(query(borrowed, "select connection_id()"), observer);
      assertThatThrownBy(() -> query(borrowed, "select 1")).isInstanceOf(SQLException.class);
    }
  }

  private static void awaitTheEndOf(String id, Connection observer) {
    String running = "select count(*) from information_schema.processlist where id = " + id;
    Awaitility.await().until(() -> query(observer, running).equals("0"));
  }

  /** The rows that need no server of their own. */
  static List<Row> answers() {
    return MarkdownTable.of(GUIDE, "error code").rows();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void whatThePingSays(Row row) throws Exception {
    String code = row.cells().get(0).replace("`", "");
    try (TemporaryFault fault = fault(code)) {
      for (String driver : List.of(MARIADBS, MYSQLS)) {
        SQLException refusal = refusal(SCHEMES.get(driver) + fault.address());
        int column = driver.equals(MARIADBS) ? 1 : 2;
        assertThat(refusal.getSQLState()).as("%s", refusal).isEqualTo(row.codes(column).get(0));
        int expected = code.equals("none") ? 0 : Integer.parseInt(code);
        assertThat(refusal.getErrorCode()).isEqualTo(expected);
      }
    }
  }

  /** Ends something. */
  @FunctionalInterface
  private interface Closing {
    void close() throws SQLException;
  }

  /** A DSN, without the scheme, that is refused for as long as this is open. */
  private record TemporaryFault(String address, List<Closing> opened) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      for (int i = opened.size() - 1; i >= 0; i--) {
        opened.get(i).close();
      }
    }
  }

  private static TemporaryFault fault(String code) throws Exception {
    String hosts = hostAndPort(database);
    String name = database.database();
    return switch (code) {
      case "1045" -> new TemporaryFault(address(database, "wrong", hosts, name), List.of());
      case "1049" ->
          new TemporaryFault(address(database, database.password(), hosts, "nowhere"), List.of());
      case "1044" -> withoutGrants(hosts, name);
      case "1040" -> full();
      case "none" ->
          new TemporaryFault(address(database, "any", "localhost:" + deadPort(), name), List.of());
      default -> throw new AssertionError("nobody knows how to provoke " + code);
    };
  }

  private static TemporaryFault withoutGrants(String hosts, String name) throws SQLException {
    Connection owner = database.connect();
    try (Statement statement = owner.createStatement()) {
      statement.execute("create or replace user guide_guest identified by 'welcome'");
    }
    Closing drop =
        () -> {
          try (Statement statement = owner.createStatement()) {
            statement.execute("drop user guide_guest");
          }
        };
    return new TemporaryFault(
        "guide_guest:welcome@" + hosts + "/" + name, List.of(owner::close, drop));
  }

  private static TemporaryFault full() throws SQLException {
    List<Closing> opened = new ArrayList<>();
    MariaDbServer server =
        MariaDbServer.launch(MariaDbOptions.defaults().withSetting("max_connections", "10"));
    opened.add(server::close);
    TestDatabase at = server.defaultDatabase();
    // One more than that is let in, for an administrator.
    for (int i = 0; i < 11; i++) {
      opened.add(at.connect()::close);
    }
    return new TemporaryFault(address(at, at.password(), hostAndPort(at), at.database()), opened);
  }

  @Test
  void whatToDoAboutAFailedStart() throws Exception {
    for (String scheme : SCHEMES.values()) {
      assertThat(advice(scheme, fault("1045")))
          .isEqualTo("Look at the user, the password and the grants.");
      assertThat(advice(scheme, fault("1049"))).isEqualTo("Create the database.");
      assertThat(advice(scheme, fault("none"))).isEqualTo("Read the error.");
    }
  }

  private String advice(String scheme, TemporaryFault fault) {
    return MysqlGuide.advice(
        catchThrowableOfType(ProvisionException.class, () -> at(scheme + fault.address())));
  }

  @Test
  void whatIsLeftOfTheUserIsMariaDbsDriversToSay() throws Exception {
    assertThat(logged("jdbc:mariadb://", Level.DEBUG)).contains("'" + database.user() + "'");
    assertThat(logged("jdbc:mariadb://", Level.INFO)).doesNotContain("'" + database.user() + "'");
    assertThat(logged("jdbc:mysql://", Level.DEBUG)).doesNotContain("'" + database.user() + "'");
    for (String scheme : SCHEMES.values()) {
      try (Connection connection = at(scheme + address()).getConnection()) {
        assertThat(connection.getMetaData().getURL().contains("user=" + database.user()))
            .isEqualTo(scheme.contains("mariadb"));
        assertThat(connection.getMetaData().getURL()).doesNotContain(database.password());
      }
    }
  }

  /** What a refused login leaves in the log, from this level on. */
  private String logged(String scheme, Level level) throws Exception {
    List<Logger> loggers =
        Stream.of("org.mariadb", "com.mysql", "com.zaxxer", "io.github.guicesql")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    for (Logger logger : loggers) {
      logger.setAdditive(false);
      logger.addAppender(seen);
      logger.setLevel(level);
    }
    try {
      refusal(scheme + fault("1045").address());
    } finally {
      for (Logger logger : loggers) {
        logger.setLevel(null);
        logger.detachAppender(seen);
        logger.setAdditive(true);
      }
    }
    return seen.list.stream().map(ILoggingEvent::getFormattedMessage).toList().toString();
  }
}
