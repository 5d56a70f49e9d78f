package io.github.guicesql.mysql;

import static io.github.guicesql.mysql.Mysql.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.ServerModuleContract;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The module as a service installs it, on a real server, with each driver. */
abstract class MysqlModuleTest extends ServerModuleContract {

  private final Server server;

  MysqlModuleTest(Server server) {
    super(new MysqlEngine(server, Driver.MARIADB));
    this.server = server;
  }

  @Override
  protected Dialect dialect() {
    return Dialect.MYSQL;
  }

  @Override
  protected String dsnOfSecond(TestDatabase other) {
    return Driver.MYSQL.dsn(other);
  }

  @Test
  void eachFormOfDsnConnects() throws Exception {
    String go =
        "%s:%s@tcp(%s:%d)/%s?parseTime=true&charset=utf8mb4&loc=UTC&timeout=20s"
            .formatted(
                database.user(),
                database.password(),
                database.host(),
                database.port(),
                database.database());
    String authority =
        "%s:%s@%s:%d"
            .formatted(
                encode(database.user()),
                encode(database.password()),
                database.host(),
                database.port());
    String name = database.database();
    Map<String, String> forms =
        Map.of(
            go,
            "org.mariadb",
            "mariadb://" + authority + "/" + name,
            "org.mariadb",
            "mysql://" + authority + "/" + name,
            "com.mysql",
            "mariadb://localhost:1," + "localhost:" + database.port() + "/" + name,
            "org.mariadb",
            Driver.MARIADB.dsn(database),
            "org.mariadb",
            Driver.MYSQL.dsn(database),
            "com.mysql",
            Driver.MYSQL.dsn(database, "permitMysqlScheme=true"),
            "org.mariadb");
    for (Map.Entry<String, String> form : forms.entrySet()) {
      String dsn = form.getKey();
      if (dsn.contains("localhost:1,")) {
        dsn = dsn.replace("://", "://" + authority.substring(0, authority.indexOf('@') + 1));
      }
      try (Mysql mysql = Mysql.at(dsn);
          Connection connection = mysql.connection()) {
        Mysql.execute(connection, "drop table if exists t", "create table t (x int)");
        Mysql.execute(connection, "insert into t values (1)", "update t set x = 2");
        assertThat(Mysql.query(connection, "select x from t")).isEqualTo("2");
        Mysql.execute(connection, "delete from t");
        assertThat(Mysql.query(connection, "select database()")).isEqualTo(name);
        assertThat(connection.getMetaData().getDriverName())
            .startsWith(form.getValue().equals("org.mariadb") ? "MariaDB" : "MySQL");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void transactionsBatchesAndGeneratedKeys(Driver driver) throws Exception {
    try (Mysql mysql = Mysql.at(driver.dsn(database));
        Connection connection = mysql.connection()) {
      Mysql.execute(
          connection,
          "drop table if exists b",
          "create table b (id int auto_increment primary key, x varchar(20))");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into b (x) values (?)", Statement.RETURN_GENERATED_KEYS)) {
        for (int i = 0; i < 4; i++) {
          insert.setString(1, "é😀" + i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(4);
        try (ResultSet keys = insert.getGeneratedKeys()) {
          for (int i = 1; i <= 4; i++) {
            assertThat(keys.next()).isTrue();
            assertThat(keys.getInt(1)).isEqualTo(i);
          }
        }
      }
      assertThat(Mysql.query(connection, "select x from b where id = 4")).isEqualTo("é😀3");
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      Mysql.execute(connection, "delete from b");
      connection.rollback();
      assertThat(Mysql.query(connection, "select count(*) from b")).isEqualTo("4");
    }
  }

  /**
   * A batch is sent as one command, rewritten or in bulk; MariaDB's driver can do neither with a
   * MySQL server.
   */
  @ParameterizedTest
  @EnumSource(Driver.class)
  void aBatchIsOneCommand(Driver driver) throws Exception {
    try (Mysql mysql = Mysql.at(driver.dsn(database));
        Connection connection = mysql.connection()) {
      Mysql.execute(connection, "create temporary table q (x int)");
      int before = commands(connection);
      try (PreparedStatement insert = connection.prepareStatement("insert into q values (?)")) {
        for (int i = 0; i < 100; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      boolean one = !(server == Server.MYSQL && driver == Driver.MARIADB);
      assertThat(commands(connection) - before < 10).isEqualTo(one);
      assertThat(Mysql.query(connection, "select count(*) from q")).isEqualTo("100");
    }
  }

  private static int commands(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show session status like 'Questions'")) {
      row.next();
      return row.getInt(2);
    }
  }

  /**
   * Times that a Go service writes are UTC, unless its DSN says otherwise; so they are read here.
   */
  @ParameterizedTest
  @CsvSource({
    "org.mariadb, '', 2026-01-02 03:04:05",
    "com.mysql,   '', 2026-01-02 03:04:05",
    "org.mariadb, Asia/Tokyo, 2026-01-02 12:04:05",
    "com.mysql,   Asia/Tokyo, 2026-01-02 12:04:05",
  })
  void timesAreInTheZoneOfTheDsn(String driver, String zone, String stored) throws Exception {
    String go =
        "%s:%s@tcp(%s:%d)/%s?%s"
            .formatted(
                database.user(),
                database.password(),
                database.host(),
                database.port(),
                database.database(),
                zone.isEmpty() ? "" : "&loc=" + encode(zone));
    Connector connector =
        driver.equals("com.mysql") ? new MysqlConnector() : new MariaDbConnector();
    DataSource source = Mysql.unpooled(Dsns.read(go, connector));
    Instant instant = Instant.parse("2026-01-02T03:04:05Z");
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try (Connection connection = source.getConnection()) {
      Mysql.execute(connection, "create temporary table times (d datetime, t timestamp)");
      try (PreparedStatement insert =
          connection.prepareStatement("insert into times values (?, ?)")) {
        insert.setTimestamp(1, Timestamp.from(instant));
        insert.setTimestamp(2, Timestamp.from(instant));
        insert.executeUpdate();
      }
      assertThat(Mysql.query(connection, "select concat(d) from times")).isEqualTo(stored);
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select d, t from times")) {
        row.next();
        assertThat(row.getTimestamp(2).toInstant()).isEqualTo(instant);
        assertThat(row.getTimestamp(1).toInstant()).isEqualTo(instant);
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void aSessionIsNamedAfterThePoolUnlessTheDsnNamesIt() throws Exception {
    String name =
        "select attr_value from performance_schema.session_connect_attrs"
            + " where attr_name = 'program_name' and processlist_id = connection_id()";
    try (TestServer launched = server.launch(Map.of("performance-schema", "ON"))) {
      TestDatabase own = launched.defaultDatabase();
      for (Driver driver : Driver.values()) {
        try (Mysql mysql = Mysql.at(driver.dsn(own))) {
          assertThat(mysql.query(name)).isEqualTo("database.db");
        }
        String attribute = "connectionAttributes=program_name:billing,a:b";
        try (Mysql mysql = Mysql.at(driver.dsn(own, attribute))) {
          assertThat(mysql.query(name)).isEqualTo("billing");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u:hunter2@tcp(h:port)/db                  | At position 17: something that is no port",
        "u:hunter2@tcp(h:99999)/db                 | a number from 1 to 65535",
        "u:hunter2@unix(/run/mysqld.sock)/db       | a Unix socket",
        "u:hunter2@h:3306/db                       | tcp(host:3306)",
        "u:hunter2@tcp(h)/db?writeTimeout=5s       | the parameter writeTimeout cannot be honoured",
        "postgres://u:hunter2@h/db                 | the scheme postgres",
        "mysql://u:hunter2@h/db?nope=1             | the parameter nope is not a parameter of",
        "mysql://u:hunter2@h/db?ssl-key=x          | the parameter ssl-key",
        "jdbc:mysql://h/db?password=hunter2&nope=1 | nope is not a property of MySQL Connector/J",
        "jdbc:mysql://h/db?nope=1&password=hunter2 | nope is not a property of MySQL Connector/J",
        "jdbc:mariadb://h/db?nope=1&password=hunter2 | nope is not a property of MariaDB"
            + " Connector/J",
        "jdbc:mariadb://h/db?password=hunter2&pool=true | MYSQL_MAX_OPEN_CONNS",
      })
  void aDsnThatCannotBeHonouredIsRefusedWithoutItsPassword(String dsn, String said) {
    assertRefusedWithoutItsPassword(dsn, said);
  }
}
