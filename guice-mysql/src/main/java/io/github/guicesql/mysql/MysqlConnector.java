package io.github.guicesql.mysql;

import com.mysql.cj.NativeSession;
import com.mysql.cj.conf.PropertyDefinitions;
import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.exceptions.CJException;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.NonRegisteringDriver;
import com.mysql.cj.protocol.ResultsetRows;
import com.mysql.cj.protocol.ServerSession;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connector for MySQL Connector/J, 8 and later. The driver class is loaded only by the first
 * connection, because it starts a thread that looks for abandoned connections.
 */
final class MysqlConnector implements Connector {

  static final String ARTIFACT = "com.mysql:mysql-connector-j";

  private static final Set<PropertyKey> ADDRESS =
      Set.of(
          PropertyKey.HOST,
          PropertyKey.PORT,
          PropertyKey.PROTOCOL,
          PropertyKey.PATH,
          PropertyKey.TYPE,
          PropertyKey.ADDRESS,
          PropertyKey.PRIORITY,
          PropertyKey.DBNAME);

  private final List<String> properties =
      PropertyDefinitions.PROPERTY_KEY_TO_PROPERTY_DEFINITION.keySet().stream()
          .map(PropertyKey::getKeyName)
          .filter(name -> !name.startsWith("xdevapi."))
          .toList();

  @Override
  public String name() {
    return "MySQL Connector/J";
  }

  @Override
  public String scheme() {
    return "jdbc:mysql";
  }

  @Override
  public String urlDatabase(String database) {
    return URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  @Override
  public String databaseProperty() {
    return PropertyKey.DBNAME.getKeyName();
  }

  /**
   * The defaults. A rewritten batch is one statement. The cache contains parsed statements, in the
   * client; its size is HikariCP's recommendation, since the driver's own, 25 statements of 256
   * characters, is too small for most services.
   */
  @Override
  public Map<String, String> defaults() {
    return Map.of(
        "rewriteBatchedStatements", "true",
        "cachePrepStmts", "true",
        "prepStmtCacheSize", "250",
        "prepStmtCacheSqlLimit", "2048");
  }

  /** Returns no properties: the driver's abort closes the socket at once. */
  @Override
  public Map<String, String> abortable() {
    return Map.of();
  }

  @Override
  public void close(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  @Override
  public Map<String, String> readOnly() {
    return Map.of("readOnlyPropagatesToServer", "true");
  }

  @Override
  public String sslMode(Tls tls) {
    return switch (tls) {
      case DISABLED -> "DISABLED";
      case PREFERRED -> "PREFERRED";
      case REQUIRED -> "REQUIRED";
      case VERIFY_CA -> "VERIFY_CA";
      case VERIFY_FULL -> "VERIFY_IDENTITY";
    };
  }

  @Override
  public @Nullable String caProperty() {
    return null;
  }

  @Override
  public String localInfileProperty() {
    return "allowLoadLocalInfile";
  }

  @Override
  public String publicKeyProperty() {
    return "serverRSAPublicKeyFile";
  }

  @Override
  public String tlsVersionsProperty() {
    return "tlsVersions";
  }

  @Override
  public String ciphersProperty() {
    return "tlsCiphersuites";
  }

  @Override
  public @Nullable String canonical(String name) {
    PropertyKey key = PropertyKey.fromValue(name);
    if (key == null || !(properties.contains(key.getKeyName()) || ADDRESS.contains(key))) {
      return null;
    }
    return key.getKeyName();
  }

  @Override
  public List<String> properties() {
    return properties;
  }

  @Override
  public boolean accepts(String property, String value) {
    PropertyKey key = PropertyKey.fromValue(property);
    if (key == null || ADDRESS.contains(key)) {
      return false;
    }
    Properties properties = new Properties();
    properties.setProperty(key.getKeyName(), value);
    try {
      // Unlike parsing alone, this also checks the range, as the driver does on connecting.
      PropertyDefinitions.getPropertyDefinition(key)
          .createRuntimeProperty()
          .initializeFrom(properties, null);
      return true;
    } catch (CJException e) {
      return false;
    }
  }

  @Override
  public boolean takesBareNames() {
    return false;
  }

  @Override
  public Set<String> plugins() {
    return MysqlProperties.PLUGINS;
  }

  @Override
  public Map<String, Rule<JdbcMapping>> rules() {
    return MysqlProperties.RULES;
  }

  @Override
  public ForeignNames foreignNames() {
    return MysqlProperties.FOREIGN;
  }

  @Override
  public void checkTls(
      Map<String, Parameter> parameters, Map<String, String> properties, Problems problems) {
    new MysqlTls(parameters, problems).check();
  }

  @Override
  public boolean asksForMaxAllowedPacket() {
    return true;
  }

  /**
   * Returns the connection's id: the driver's abort closes the socket, which the server notices
   * late or never.
   */
  @Override
  public OptionalLong idToKill(Connection connection, Map<String, String> properties)
      throws SQLException {
    return OptionalLong.of(connection.unwrap(JdbcConnection.class).getId());
  }

  /**
   * Returns the status. When the driver has read a result row by row, it has lost the server's, and
   * takes auto-commit for off. A transaction may be open, then, as after SQL has turned it off.
   */
  @Override
  public Status status(Connection connection) throws SQLException {
    JdbcConnection driven = connection.unwrap(JdbcConnection.class);
    ServerSession session = driven.getSession().getServerSession();
    boolean unknown = session.isAutocommit() != driven.getAutoCommit();
    return new Status(
        unknown || session.inTransactionOnServer(),
        session.isAutocommit(),
        Objects.requireNonNullElse(driven.getDatabase(), ""));
  }

  @Override
  public void closeStream(Connection connection) throws SQLException {
    if (connection.unwrap(JdbcConnection.class).getSession() instanceof NativeSession session) {
      ResultsetRows stream = session.getProtocol().getStreamingData();
      if (stream != null) {
        stream.getOwner().closeOwner();
      }
    }
  }

  @Override
  public boolean wantedAutoCommit(Connection connection, boolean asThePoolHasIt)
      throws SQLException {
    return connection.getAutoCommit();
  }

  @Override
  public void setDatabase(Connection connection, String database) throws SQLException {
    connection.unwrap(JdbcConnection.class).setDatabase(database);
  }

  /**
   * Opens a connection. The driver's connect timeout covers only the TCP connection, so reads
   * during the login get a limit, too.
   */
  @Override
  public Connection connect(String url, Properties properties, int loginTimeoutSeconds)
      throws SQLException {
    NonRegisteringDriver driver = new NonRegisteringDriver();
    if (loginTimeoutSeconds <= 0) {
      return Connector.taken(driver.connect(url, properties), url);
    }
    int wanted = Millis.of(properties, "socketTimeout");
    Millis.limit(properties, "socketTimeout", loginTimeoutSeconds);
    Millis.limit(properties, "connectTimeout", loginTimeoutSeconds);
    Connection connection = Connector.taken(driver.connect(url, properties), url);
    connection.setNetworkTimeout(Runnable::run, Math.max(0, wanted));
    return connection;
  }

  @Override
  public String toString() {
    return name();
  }
}
