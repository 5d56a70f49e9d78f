package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.SecretsContract;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

abstract class MysqlSecretsTest extends SecretsContract {

  private final TestDatabase database;

  MysqlSecretsTest(Server server) {
    super(new MysqlEngine(server, Driver.MARIADB));
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

  @Override
  protected TestDatabase database() {
    return database;
  }

  @Override
  protected List<String> working() {
    return forms(database.host(), database.port(), database.database(), PASSWORD);
  }

  @Override
  protected List<String> logged() {
    return List.of("jdbc:mysql://", "jdbc:mariadb://");
  }

  @Override
  protected List<String> failing() {
    String host = database.host();
    int port = database.port();
    String name = database.database();
    return Stream.of(
            forms(host, port, "no_such_database", PASSWORD),
            forms(host, port, name, MARK + "wrong"),
            forms("no-such-host.invalid", 3306, name, PASSWORD),
            forms("localhost", 1, name, PASSWORD))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  protected List<String> failures() {
    return List.of("Access denied for user 'keeper_of_keys'");
  }

  @Override
  protected List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    for (String good : forms("localhost", 3306, "db", PASSWORD)) {
      wrong.add(good.replace("3306", "port"));
      wrong.add(good.replace("3306", "99999"));
      wrong.add(good.replace("localhost", "local host"));
      wrong.add(good + "&%zz");
      wrong.add(good + "&nope");
      wrong.add(good + "&Nope=1");
      wrong.add(
          good.replace("mysql", "postgres").replace("mariadb", "postgres").replace("tcp", "udp"));
    }
    for (String scheme : List.of("mysql://", "mariadb://", "jdbc:mysql://", "jdbc:mariadb://")) {
      wrong.add(scheme + KEEPER + ":" + PASSWORD + "@localhost/db");
    }
    wrong.add(KEEPER + ":" + PASSWORD + "@localhost:3306/db");
    wrong.add(KEEPER + ":" + PASSWORD + "@tcp(localhost)");
    wrong.add(KEEPER + ":" + PASSWORD);
    return wrong;
  }

  @Override
  protected List<String> shown() {
    return Stream.of(Driver.values())
        .map(driver -> driver.scheme + "//localhost:1/db?user=u&password=x&x=" + MARK)
        .toList();
  }

  /** The stores' passwords are properties of the drivers, which like to write those into URLs. */
  @Test
  void thePasswordsOfStores() throws Exception {
    List<String> forms =
        List.of(
            "jdbc:mysql://localhost:%d/db?sslMode=VERIFY_CA&trustCertificateKeyStoreUrl=file:/none"
                + "&trustCertificateKeyStorePassword=%s&clientCertificateKeyStorePassword=%s",
            "jdbc:mariadb://localhost:%d/db?sslMode=verify-ca&trustStore=/none"
                + "&trustStorePassword=%s&keyStorePassword=%s",
            "jdbc:mariadb://localhost:%d/db?keyStore=/none&keyPassword=%s&keyStorePassword=%s");
    failAll(
        forms.stream()
            .flatMap(
                form -> Stream.of(1, database.port()).map(port -> form.formatted(port, MARK, MARK)))
            .toList(),
        Map.of());
    assertSeen(List.of("keyPassword would be shown"));
    assertSecret();
  }
}
