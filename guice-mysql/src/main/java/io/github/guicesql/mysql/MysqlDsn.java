package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.ParametersApart;
import io.github.guicesql.sqlmodule.internal.dsn.Pasted;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Scheme;
import io.github.guicesql.sqlmodule.internal.dsn.Swallowed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Parses a connection string of any form. {@link MysqlParameters} validates its parameters. */
final class MysqlDsn {

  /** The forms of connection strings; a form defines the parameters' names. */
  enum Form {
    /** The form of go-sql-driver, {@code user:password@tcp(host:3306)/database}. */
    GO,
    /** A {@code mysql://} URI, which names no driver. */
    MYSQL_URI,
    /** A {@code mariadb://} URI, which names no driver. */
    MARIADB_URI,
    /** A {@code jdbc:mysql:} URL of MySQL Connector/J. */
    JDBC_MYSQL,
    /** A {@code jdbc:mariadb:} URL of MariaDB Connector/J. */
    JDBC_MARIADB;

    boolean isJdbc() {
      return this == JDBC_MYSQL || this == JDBC_MARIADB;
    }
  }

  /** The names of the parts that have a position of their own in the string. */
  static final String DATABASE = "database";

  static final String USER = "user";
  static final String PASSWORD = "password";

  static final String FORMS =
      "write mysql://user:password@host:3306/database, jdbc:mysql://host:3306/database,"
          + " jdbc:mariadb://host:3306/database, or user:password@tcp(host:3306)/database";

  private static final String SEPARATORS =
      "write '?' before the first parameter and '&' between two";

  private static final Set<String> ENGINES = Set.of("mysql", "mysql2", "mysqlx", "mariadb");

  private MysqlDsn() {}

  /** Parses a connection string, and adds a problem for each name that cannot be intended. */
  static Dsn<Form> read(String text, Problems problems) throws InvalidValueException {
    EncodedText.refuseUnencodable(text);
    Parameters parts = new Parameters(text);
    Dsn<Form> dsn = read(text, parts);
    refuseMistypedNames(dsn, parts, problems);
    return dsn;
  }

  /**
   * Parses a connection string and its parameters apart, in the same form; those in the string win.
   */
  static Dsn<Form> read(String text, String apart, Problems problems) throws InvalidValueException {
    Dsn<Form> dsn = read(text, problems);
    // In Go's form, the last '/' begins the database's name.
    String encoded = dsn.form() == Form.GO ? apart.replace("/", "%2F") : apart;
    String whole = beginning(dsn.form()) + encoded;
    Parameters parts = new Parameters(whole);
    Dsn<Form> more = read(whole, parts);
    parts.complete(more.parameters());
    ParametersApart.refuseLogin(parts, problems);
    dsn.parameters().complete(more.parameters());
    return dsn;
  }

  /** Returns a short string of the same form, to which parameters can be appended. */
  static String beginning(Form form) {
    return switch (form) {
      case GO -> "tcp(h)/?";
      case MYSQL_URI -> "mysql://h/?";
      case MARIADB_URI -> "mariadb://h/?";
      case JDBC_MYSQL -> "jdbc:mysql://h/?";
      case JDBC_MARIADB -> "jdbc:mariadb://h/?";
    };
  }

  /**
   * @param parts receives the parameters and also the database, the user and the password, with
   *     their positions
   */
  private static Dsn<Form> read(String text, Parameters parts) throws InvalidValueException {
    if (text.startsWith(JdbcUrl.MYSQL) || text.startsWith(JdbcUrl.MARIADB)) {
      return new JdbcUrl(text, parts).parse();
    }
    if (text.startsWith("mysql://")) {
      return new MysqlUri(text, parts, Form.MYSQL_URI, "mysql://".length()).parse();
    }
    if (text.startsWith("mariadb://")) {
      return new MysqlUri(text, parts, Form.MARIADB_URI, "mariadb://".length()).parse();
    }
    Pasted.refuse(text, FORMS);
    refuseOtherSchemes(text);
    return new GoDsn(text, parts).parse();
  }

  /**
   * Refuses schemes of other databases. An unknown word before a "://" may be the user in Go's
   * form, with the slashes a part of the password.
   */
  private static void refuseOtherSchemes(String text) throws InvalidValueException {
    Optional<Scheme> found = Scheme.of(text);
    if (found.isPresent() && (found.get().isJdbc() || found.get().isKnown())) {
      throw Problems.at(0, found.get().describe(), cure(found.get()));
    }
  }

  private static String cure(Scheme scheme) {
    if (scheme.position() > 0) {
      return "leave it out";
    }
    if (scheme.text().equalsIgnoreCase("mysqlx")) {
      return "write mysql:// in its place, and the port of MySQL's classic protocol, 3306";
    }
    if (!scheme.names(ENGINES)) {
      return FORMS;
    }
    String engine = scheme.names(Set.of("mariadb")) ? "mariadb" : "mysql";
    return scheme.isJdbc()
        ? "write jdbc:" + engine + ": in its place"
        : "write " + engine + ":// in its place";
  }

  private static void refuseMistypedNames(Dsn<Form> dsn, Parameters parts, Problems problems) {
    Parameter database = parts.get(DATABASE);
    if (database != null) {
      String encode =
          dsn.form() == Form.JDBC_MARIADB
              ? ""
              : "; %26, %3B and %3D for '&', ';' and '=' in a name";
      Swallowed.refuseInDatabase(database, SEPARATORS + encode, problems);
    }
    for (String name : List.of(USER, PASSWORD)) {
      Parameter part = parts.get(name);
      if (part != null) {
        Swallowed.refusePlaceholder(part, problems);
      }
    }
    Parameter user = parts.get(USER);
    if (user != null) {
      Swallowed.refuse(user, SEPARATORS, problems);
    }
    for (Parameter parameter : dsn.parameters().all()) {
      if (!parameter.name().toLowerCase(Locale.ROOT).contains(PASSWORD)) {
        Swallowed.refuse(parameter, SEPARATORS, problems);
      }
    }
  }
}
