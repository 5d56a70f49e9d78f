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
 * One of the two JDBC drivers. Each implementation names its driver's classes, and nothing else in
 * this module does, so that it can be made only where they are.
 */
interface Connector {

  /** What the forms that name no driver ask of TLS, from nothing to everything. */
  enum Tls {
    DISABLED,
    PREFERRED,
    REQUIRED,
    VERIFY_CA,
    VERIFY_FULL
  }

  /** What people call it. */
  String name();

  /** What its URLs begin with, without the colon. */
  String scheme();

  /** How it has a database's name in a URL; or null if it takes it as a property only. */
  @Nullable String urlDatabase(String database);

  /** Its property for a database that is not in the URL. */
  String databaseProperty();

  /** Properties that are better than its own defaults for everybody. */
  Map<String, String> defaults();

  /** Its value of sslMode, or null if it has no such mode. */
  @Nullable String sslMode(Tls tls);

  /** Its property for a file of authorities in PEM, or null if it cannot read one. */
  @Nullable String caProperty();

  /**
   * Its property for reading a client's files; the two drivers name it and the next ones
   * differently.
   */
  String localInfileProperty();

  String publicKeyProperty();

  String tlsVersionsProperty();

  String ciphersProperty();

  /** Its own spelling of one of its properties, or null if it has none of that name. */
  @Nullable String canonical(String name);

  /** The properties that it has, to find the one that was meant. */
  List<String> properties();

  /** Whether one of its properties can have a value. */
  boolean accepts(String property, String value);

  /** Whether a property's name may stand without a value. */
  boolean takesBareNames();

  /**
   * The properties that name a class or a plug-in, which gets whatever properties there are. Where
   * one is set, those that the driver does not know pass.
   */
  Set<String> plugins();

  /** What becomes of properties that take more than the driver's own check, by name. */
  Map<String, Rule<JdbcMapping>> rules();

  /** What to say of properties that it does not have. */
  ForeignNames foreignNames();

  /**
   * Refuses what a URL asks of TLS and the driver would ignore in silence: whoever names an
   * authority believes that somebody looks at it.
   *
   * @param parameters by the driver's own names
   * @param properties what the driver gets, its to change
   */
  void checkTls(
      Map<String, Parameter> parameters, Map<String, String> properties, Problems problems);

  /** Whether it takes the server's max_allowed_packet for its own if it is not told one. */
  boolean asksForMaxAllowedPacket();

  /**
   * The server's number for a connection whose statement must be killed, because {@code abort()}
   * leaves it running; empty if the driver sees to that.
   */
  OptionalLong idToKill(Connection connection) throws SQLException;

  /**
   * What the server said last of a session.
   *
   * @param autoCommit the server's, which SQL can change as well as JDBC
   * @param database empty if there is none
   */
  record Status(boolean inTransaction, boolean autoCommit, String database) {}

  /** Looks without asking the server. */
  Status status(Connection connection) throws SQLException;

  /** The auto-commit that JDBC has asked for, or the pool's if the driver does not remember. */
  boolean wantedAutoCommit(Connection connection, boolean asThePoolHasIt) throws SQLException;

  /** Makes a database the session's, as the driver's settings have it: a catalog or a schema. */
  void setDatabase(Connection connection, String database) throws SQLException;

  /**
   * Opens a connection, within some seconds if they are more than zero. The properties are its own
   * to change.
   */
  Connection connect(String url, Properties properties, int loginTimeoutSeconds)
      throws SQLException;

  /** A driver answers null to a URL that it does not take for its own. */
  static Connection taken(@Nullable Connection connection, String url) throws SQLException {
    if (connection == null) {
      throw new SQLException("the driver does not take the URL " + url);
    }
    return connection;
  }
}
