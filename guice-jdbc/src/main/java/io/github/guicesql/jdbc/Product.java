package io.github.guicesql.jdbc;

import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The databases whose URLs are known: where a secret stands in them, and who reads them. */
enum Product {
  H2("jdbc:h2:", UrlSyntax.BACKSLASHES, "com.h2database:h2", "org.h2.Driver"),

  HSQLDB("jdbc:hsqldb:", UrlSyntax.SEMICOLONS, "org.hsqldb:hsqldb", "org.hsqldb.jdbc.JDBCDriver"),

  DERBY_CLIENT(
      "jdbc:derby://",
      UrlSyntax.SEMICOLONS,
      "org.apache.derby:derbyclient",
      "org.apache.derby.client.ClientAutoloadedDriver"),

  /** The class named here registers the engine without starting it. */
  DERBY(
      "jdbc:derby:",
      UrlSyntax.SEMICOLONS,
      "org.apache.derby:derby",
      "org.apache.derby.iapi.jdbc.AutoloadedDriver"),

  DUCKDB("jdbc:duckdb:", UrlSyntax.SEMICOLONS, "org.duckdb:duckdb_jdbc", "org.duckdb.DuckDBDriver"),

  /** The syntax is not used: an Oracle URL has a form of its own. */
  ORACLE(
      "jdbc:oracle:",
      UrlSyntax.QUERY,
      "com.oracle.database.jdbc:ojdbc11",
      "oracle.jdbc.OracleDriver",
      "oracle.jdbc.loginTimeout"),

  SQLSERVER(
      "jdbc:sqlserver:",
      UrlSyntax.BRACES,
      "com.microsoft.sqlserver:mssql-jdbc",
      "com.microsoft.sqlserver.jdbc.SQLServerDriver",
      "loginTimeout"),

  FIREBIRD(
      "jdbc:firebirdsql:",
      UrlSyntax.QUERY,
      "org.firebirdsql.jdbc:jaybird",
      "org.firebirdsql.jdbc.FBDriver",
      "connectTimeout"),

  /** The shorter name of the same driver. */
  FIREBIRD_SHORT(
      "jdbc:firebird:",
      UrlSyntax.QUERY,
      "org.firebirdsql.jdbc:jaybird",
      "org.firebirdsql.jdbc.FBDriver",
      "connectTimeout");

  private final String prefix;
  private final UrlSyntax syntax;
  private final String artifact;
  private final String driverClass;
  private final String loginTimeout;

  Product(String prefix, UrlSyntax syntax, String artifact, String driverClass) {
    this(prefix, syntax, artifact, driverClass, "");
  }

  /** The last argument is the driver's property for the limit of a login, in seconds. */
  Product(
      String prefix, UrlSyntax syntax, String artifact, String driverClass, String loginTimeout) {
    this.loginTimeout = loginTimeout;
    this.prefix = prefix;
    this.syntax = syntax;
    this.artifact = artifact;
    this.driverClass = driverClass;
  }

  /** Returns the product whose URL this is, or null if it is not one of these. */
  static @Nullable Product of(String url) {
    for (Product product : values()) {
      if (url.startsWith(product.prefix)) {
        return product;
      }
    }
    return null;
  }

  /** What the URLs begin with. */
  String prefix() {
    return prefix;
  }

  /** How the URLs' parameters are written. */
  UrlSyntax syntax() {
    return syntax;
  }

  /** The Maven artifact of the driver, without a version. */
  String artifact() {
    return artifact;
  }

  /** The driver as its jar registers it. */
  String driverClass() {
    return driverClass;
  }

  boolean isUser(String name) {
    return name.equalsIgnoreCase("user")
        || (this == SQLSERVER && name.equalsIgnoreCase("userName"));
  }

  /**
   * Returns whether each connection with this URL has a database of its own, in memory.
   *
   * @param base the URL without its parameters
   */
  boolean isPrivateMemory(String base) {
    return switch (this) {
      case H2 -> base.equals("jdbc:h2:mem:");
      case DUCKDB ->
          base.equals("jdbc:duckdb:")
              || base.equals("jdbc:duckdb::memory:")
              || base.equals("jdbc:duckdb:memory:");
      default -> false;
    };
  }

  /**
   * Returns whether the database is in memory and may end with its last connection. HSQLDB's does
   * with {@code shutdown=true}.
   */
  boolean endsWithLastConnection(String base) {
    return switch (this) {
      case H2 -> base.startsWith("jdbc:h2:mem:");
      case HSQLDB -> lower(base).startsWith("jdbc:hsqldb:mem:");
      case DUCKDB ->
          base.startsWith("jdbc:duckdb:memory:") || base.startsWith("jdbc:duckdb::memory:");
      default -> false;
    };
  }

  /** Sets the driver's limit for a login, unless the driver has none or the URL contains it. */
  void limitLogin(String url, Properties properties, int seconds) {
    if (!loginTimeout.isEmpty() && !lower(url).contains(lower(loginTimeout))) {
      properties.setProperty(loginTimeout, Integer.toString(seconds));
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
