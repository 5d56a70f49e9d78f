package io.github.guicesql.mysql;

import io.github.guicesql.mysql.internal.socket.AbortableSocketFactory;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.client.Client;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.util.constants.ServerStatus;

/** The connector for MariaDB Connector/J, 3.x. */
final class MariaDbConnector implements Connector {

  static final String ARTIFACT = "org.mariadb.jdbc:mariadb-java-client";

  private static final String URL = "jdbc:mariadb://localhost/";
  private final Driver driver = new Driver();
  private final List<String> properties;

  MariaDbConnector() {
    try {
      properties =
          Arrays.stream(driver.getPropertyInfo(URL, new Properties()))
              .map((DriverPropertyInfo property) -> property.name)
              .toList();
    } catch (SQLException e) {
      throw new IllegalStateException("MariaDB Connector/J does not list its properties", e);
    }
  }

  @Override
  public String name() {
    return "MariaDB Connector/J";
  }

  @Override
  public String scheme() {
    return "jdbc:mariadb";
  }

  /** Returns null: the driver decodes nothing in a URL, so the database is always a property. */
  @Override
  public @Nullable String urlDatabase(String database) {
    return null;
  }

  @Override
  public String databaseProperty() {
    return "database";
  }

  /**
   * Returns no properties: by default, the driver sends batches of inserts in bulk and caches
   * statements.
   */
  @Override
  public Map<String, String> defaults() {
    return Map.of();
  }

  /** Returns the socket factory, unless the driver's class loader does not see it. */
  @Override
  public Map<String, String> abortable() {
    String factory = AbortableSocketFactory.class.getName();
    try {
      Class<?> seen = Class.forName(factory, false, Driver.class.getClassLoader());
      return seen == AbortableSocketFactory.class ? Map.of("socketFactory", factory) : Map.of();
    } catch (ClassNotFoundException e) {
      return Map.of();
    }
  }

  /**
   * Closes the connection: the driver's abort would first connect to the server anew, and its close
   * would first wait for a thread that cannot go on writing to the server.
   */
  @Override
  public void close(Connection connection) throws SQLException {
    Client client = connection.unwrap(org.mariadb.jdbc.Connection.class).getClient();
    try {
      client.setSocketTimeout(AbortableSocketFactory.CLOSING_MILLIS);
    } catch (SQLException e) {
      // Another factory's socket is closed already.
    }
    client.close();
  }

  @Override
  public Map<String, String> readOnly() {
    return Map.of("assureReadOnly", "true");
  }

  @Override
  public @Nullable String sslMode(Tls tls) {
    return switch (tls) {
      case DISABLED -> "disable";
      case PREFERRED -> null;
      case REQUIRED -> "trust";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_FULL -> "verify-full";
    };
  }

  @Override
  public String caProperty() {
    return "serverSslCert";
  }

  @Override
  public String localInfileProperty() {
    return "allowLocalInfile";
  }

  @Override
  public String publicKeyProperty() {
    return "serverRsaPublicKeyFile";
  }

  @Override
  public String tlsVersionsProperty() {
    return "enabledSslProtocolSuites";
  }

  @Override
  public String ciphersProperty() {
    return "enabledSslCipherSuites";
  }

  @Override
  public @Nullable String canonical(String name) {
    return property(name)
        .or(() -> aliased(name, "1"))
        .or(() -> aliased(name, "SCHEMA"))
        .orElse(null);
  }

  private Optional<String> property(String name) {
    return properties.stream().filter(name::equalsIgnoreCase).findFirst();
  }

  /**
   * Returns the name for which this one is an alias. The driver does not export its list of
   * aliases, but writes URLs with the canonical names.
   */
  private Optional<String> aliased(String name, String valueOtherThanDefault) {
    Properties one = new Properties();
    one.setProperty(name, valueOtherThanDefault);
    try {
      String written = Configuration.parse(URL, one).toString();
      return properties.stream()
          .filter(property -> written.startsWith(URL + "?" + property + "="))
          .findFirst();
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> properties() {
    return properties;
  }

  @Override
  public boolean accepts(String property, String value) {
    Properties one = new Properties();
    one.setProperty(property, value);
    try {
      Configuration.parse(URL, one);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** Returns true: a flag without a value is on. */
  @Override
  public boolean takesBareNames() {
    return true;
  }

  @Override
  public Set<String> plugins() {
    return MariaDbProperties.PLUGINS;
  }

  @Override
  public Map<String, Rule<JdbcMapping>> rules() {
    return MariaDbProperties.RULES;
  }

  @Override
  public ForeignNames foreignNames() {
    return MariaDbProperties.FOREIGN;
  }

  @Override
  public void checkTls(
      Map<String, Parameter> parameters, Map<String, String> properties, Problems problems) {
    new MariaDbTls(parameters, properties, problems).check();
  }

  @Override
  public boolean asksForMaxAllowedPacket() {
    return false;
  }

  @Override
  public OptionalLong idToKill(Connection connection, Map<String, String> properties)
      throws SQLException {
    boolean closable =
        AbortableSocketFactory.class.getName().equals(properties.get("socketFactory"))
            && !properties.containsKey("localSocket")
            && !properties.containsKey("pipe");
    return closable
        ? OptionalLong.of(connection.unwrap(org.mariadb.jdbc.Connection.class).getThreadId())
        : OptionalLong.empty();
  }

  @Override
  public Status status(Connection connection) throws SQLException {
    Context context = connection.unwrap(org.mariadb.jdbc.Connection.class).getContext();
    int flags = context.getServerStatus();
    return new Status(
        (flags & ServerStatus.IN_TRANSACTION) != 0,
        (flags & ServerStatus.AUTOCOMMIT) != 0,
        Objects.requireNonNullElse(context.getDatabase(), ""));
  }

  /** Does nothing: the driver reads the rest of the result before its next command. */
  @Override
  public void closeStream(Connection connection) {}

  /** Returns the pool's mode, since the driver records only the server's. */
  @Override
  public boolean wantedAutoCommit(Connection connection, boolean asThePoolHasIt) {
    return asThePoolHasIt;
  }

  @Override
  public void setDatabase(Connection connection, String database) throws SQLException {
    connection.setCatalog(database);
    connection.setSchema(database);
  }

  /**
   * Opens a connection. The driver's connect timeout covers the login. A timeout at which a socket
   * closes is made a different one.
   */
  @Override
  public Connection connect(String url, Properties properties, int loginTimeoutSeconds)
      throws SQLException {
    if (loginTimeoutSeconds > 0) {
      Millis.limit(properties, "connectTimeout", loginTimeoutSeconds);
    }
    String closing = String.valueOf(AbortableSocketFactory.CLOSING_MILLIS);
    String other = String.valueOf(AbortableSocketFactory.CLOSING_MILLIS + 1);
    properties.replace("connectTimeout", closing, other);
    properties.replace("socketTimeout", closing, other);
    return Connector.taken(driver.connect(url, properties), url);
  }

  @Override
  public String toString() {
    return name();
  }
}
