package io.github.guicesql.mysql;

import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;

/** MariaDB Connector/J, 3.x. */
final class MariaDbConnector implements Connector {

  static final String ARTIFACT = "org.mariadb.jdbc:mariadb-java-client";

  private static final String URL = "jdbc:mariadb://localhost/";
  private static final Set<String> ITS_POOLS =
      Set.of(
          "pool",
          "poolName",
          "maxPoolSize",
          "minPoolSize",
          "maxIdleTime",
          "registerJmxPool",
          "poolValidMinDelay",
          "useResetConnection");

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

  /** It decodes nothing in a URL. */
  @Override
  public @Nullable String urlDatabase(String database) {
    return null;
  }

  @Override
  public String databaseProperty() {
    return "database";
  }

  /** Batches of inserts are sent in bulk and statements are cached unless told otherwise. */
  @Override
  public Map<String, String> defaults() {
    return Map.of();
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
   * Its list of aliases is not exported; but it writes a URL with the names that they stand for.
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

  @Override
  public @Nullable Refusal refusal(String property) {
    if (ITS_POOLS.contains(property)) {
      return new Refusal(
          "is for the driver's own pool, and there is one already",
          "leave it out; the pool has its own keys, such as MYSQL_MAX_OPEN_CONNS");
    }
    if (property.equals("keyPassword")) {
      return new Refusal(
          "would be shown: the driver writes it into the connection's URL",
          "give the key the password of its store, and write keyStorePassword");
    }
    if (property.equals("database")) {
      return new Refusal("is not a parameter", "write it after the hosts, host:3306/database");
    }
    return null;
  }

  /** Its abort kills what runs. */
  @Override
  public OptionalLong idToKill(Connection connection) {
    return OptionalLong.empty();
  }

  /** Its connect timeout lasts until the login is over. */
  @Override
  public Connection connect(String url, Properties properties, int loginTimeoutSeconds)
      throws SQLException {
    if (loginTimeoutSeconds > 0) {
      Millis.limit(properties, "connectTimeout", loginTimeoutSeconds);
    }
    return Connector.taken(driver.connect(url, properties), url);
  }

  @Override
  public String toString() {
    return name();
  }
}
