package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the two JDBC drivers. Only the implementation names its driver's classes, so that it can
 * be created only if the driver is present.
 */
interface Connector {

  /**
   * The levels of TLS that forms without a driver's name can ask for, from none to full
   * verification.
   */
  enum Tls {
    DISABLED,
    PREFERRED,
    REQUIRED,
    VERIFY_CA,
    VERIFY_FULL
  }

  /** The driver's name for people. */
  String name();

  /** The scheme of the driver's URLs, without the colon. */
  String scheme();

  /**
   * Returns a database's name as it is written in a URL, or null if the driver accepts it as a
   * property only.
   */
  @Nullable String urlDatabase(String database);

  /** The driver's property for a database that is not in the URL. */
  String databaseProperty();

  /** Properties with better values for every user than the driver's defaults. */
  Map<String, String> defaults();

  /** The properties with which {@link #close} ends a connection that another thread waits on. */
  Map<String, String> abortable();

  /**
   * Closes a connection to a server that is dead, without asking the server for anything, even if
   * another thread waits for the server's answer.
   */
  void close(Connection connection) throws SQLException;

  /** The properties with which the server refuses to write on a read-only connection. */
  Map<String, String> readOnly();

  /** Returns the driver's value of sslMode, or null if it has no such mode. */
  @Nullable String sslMode(Tls tls);

  /**
   * The driver's property for a PEM file of certificate authorities, or null if it cannot read one.
   */
  @Nullable String caProperty();

  /**
   * The driver's property for reading a client's files. This property and the following ones have
   * different names in the two drivers.
   */
  String localInfileProperty();

  String publicKeyProperty();

  String tlsVersionsProperty();

  String ciphersProperty();

  /** Returns the driver's own spelling of a property's name, or null if it has no such property. */
  @Nullable String canonical(String name);

  /** The driver's properties, among which to find the one that a misspelled name means. */
  List<String> properties();

  /** Returns whether a property accepts a value. */
  boolean accepts(String property, String value);

  /** Whether a property's name may stand without a value. */
  boolean takesBareNames();

  /**
   * The properties that name a class or a plug-in. It receives all properties, so if one of these
   * is set, properties unknown to the driver are accepted.
   */
  Set<String> plugins();

  /** Rules, by name, for properties that need more than the driver's own check. */
  Map<String, Rule<JdbcMapping>> rules();

  /** Explains properties that the driver does not have. */
  ForeignNames foreignNames();

  /**
   * Refuses TLS settings of a URL that the driver would silently ignore: a user who names an
   * authority expects it to be verified.
   *
   * @param parameters the parameters by the driver's own names
   * @param properties the driver's properties, which this method may change
   */
  void checkTls(
      Map<String, Parameter> parameters, Map<String, String> properties, Problems problems);

  /** Whether the driver uses the server's max_allowed_packet if none is configured. */
  boolean asksForMaxAllowedPacket();

  /**
   * Returns the server's id of a connection whose statement must be killed because {@link #close}
   * leaves it running; empty if the connection cannot be closed while a statement runs, and the
   * driver's {@code abort()} kills it.
   *
   * @param properties those that the connection was opened with
   */
  OptionalLong idToKill(Connection connection, Map<String, String> properties) throws SQLException;

  /**
   * The state of a session as the server reported it last.
   *
   * @param autoCommit the server's auto-commit, which SQL can change as well as JDBC
   * @param database the current database; empty if there is none
   */
  record Status(boolean inTransaction, boolean autoCommit, String database) {}

  /**
   * Returns the session's status, without a round trip to the server. It is in a transaction if it
   * may be in one.
   */
  Status status(Connection connection) throws SQLException;

  /**
   * Closes the result that the driver still reads from the server row by row, if it can do nothing
   * else before.
   */
  void closeStream(Connection connection) throws SQLException;

  /**
   * Returns the auto-commit mode that was set by JDBC, or the pool's if the driver does not record
   * it.
   */
  boolean wantedAutoCommit(Connection connection, boolean asThePoolHasIt) throws SQLException;

  /** Sets the session's database, as a catalog or a schema depending on the driver's settings. */
  void setDatabase(Connection connection, String database) throws SQLException;

  /**
   * Opens a connection, within the given number of seconds if it is positive. The method may change
   * the properties.
   */
  Connection connect(String url, Properties properties, int loginTimeoutSeconds)
      throws SQLException;

  /**
   * Returns the connection, or throws if it is null: a driver returns null for a URL that it does
   * not accept.
   */
  static Connection taken(@Nullable Connection connection, String url) throws SQLException {
    if (connection == null) {
      throw new SQLException("the driver does not take the URL " + url);
    }
    return connection;
  }
}
