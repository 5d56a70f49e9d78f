package io.github.guicesql.drivercontract;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A driver module with a server, and the server's own words for what the contract asks of it. */
public interface Engine {

  /** The drain and the borrow timeout of a test that is about neither. */
  Duration DRAIN = Duration.ofSeconds(5);

  Duration BORROW = Duration.ofSeconds(30);

  /** What the driver's environment keys begin with, such as {@code POSTGRES}. */
  String prefix();

  DriverModule module(SqlOptions options);

  /** The server that all tests share. */
  TestServer shared();

  /** A server of one test's own. */
  TestServer launch();

  String dsn(String host, int port, String database, String user, String password);

  /** A DSN without user and password. */
  String dsnWithoutLogin(String host, int port, String database);

  /** The SQLSTATE of a server to which there is no TCP connection. */
  String unreachable();

  /** The SQLSTATE of a wrong password. */
  String wrongPassword();

  /** The query for the session's user, without a host. */
  String user();

  /** The query for the session's database. */
  String database();

  /** The query for the session's identifier. */
  String session();

  /** The statement that ends another session. */
  String kill(String session);

  /** A query that sleeps for ten minutes. */
  String sleep();

  /** The query for the number of other sessions in a database. */
  String sessionsIn(String database);

  /** The query for the number of other sessions in a database that run this statement now. */
  String running(String sql, String database);

  /** The query for the number of sessions of a user. */
  String sessionsOf(String user);

  /** The statements that make a user, who may use the database. */
  List<String> createUser(Credentials credentials, String database);

  /** The statement that gives a user another password. */
  String changePassword(Credentials credentials);

  /** Names of loggers of java.util.logging that do not inherit the root's level. */
  default String[] julLoggers() {
    return new String[0];
  }

  default String key(String key) {
    return prefix() + "_" + key;
  }

  default String provider() {
    return prefix().toLowerCase(Locale.ROOT);
  }

  /** A key as errors name it, such as {@code POSTGRES_DSN (postgres.dsn)}. */
  default String inErrors(String key) {
    return key(key)
        + " ("
        + provider()
        + "."
        + key.toLowerCase(Locale.ROOT).replace('_', '-')
        + ")";
  }

  default String dsn(TestDatabase database) {
    return dsn(
        database.host(),
        database.port(),
        database.database(),
        database.user(),
        database.password());
  }

  default String dsnWithoutLogin(TestDatabase database) {
    return dsnWithoutLogin(database.host(), database.port(), database.database());
  }

  /** Options of a database; {@code more} are keys without the prefix, each before its value. */
  default SqlOptions options(String dsn, String... more) {
    Map<String, String> config = new HashMap<>(Map.of(key("DSN"), dsn));
    for (int i = 0; i < more.length; i += 2) {
      config.put(key(more[i]), more[i + 1]);
    }
    return SqlOptions.defaults().withConfig(ConfigSource.map(config));
  }

  default OpenDatabase open(String dsn, String... more) {
    return open(DRAIN, BORROW, dsn, more);
  }

  default OpenDatabase open(Duration drain, Duration borrow, String dsn, String... more) {
    return new OpenDatabase(
        drain,
        module(options(dsn, more).withPool(pool -> pool.setConnectionTimeout(borrow.toMillis()))));
  }
}
