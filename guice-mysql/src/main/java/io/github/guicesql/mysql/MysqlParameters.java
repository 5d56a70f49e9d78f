package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a driver needs to connect as a connection string says.
 *
 * @param url hosts, and the database if the driver reads it there: nothing in it is secret
 * @param user null when the string has none: the driver then takes the user that runs the process
 * @param properties the driver's, some of them secret
 */
record MysqlParameters(
    Connector connector,
    String url,
    @Nullable String user,
    @Nullable String password,
    Map<String, String> properties) {

  MysqlParameters {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Chooses the driver and asks it what it thinks of the parameters.
   *
   * @throws InvalidValueException if the driver is not there
   */
  static MysqlParameters of(MysqlDsn dsn)
      throws InvalidValueException, UnusableParametersException {
    return of(dsn, Connectors.of(dsn.form()));
  }

  static MysqlParameters of(MysqlDsn dsn, Connector connector) throws UnusableParametersException {
    boolean jdbc = dsn.form() == Form.JDBC_MARIADB || dsn.form() == Form.JDBC_MYSQL;
    Map<String, String> properties = new LinkedHashMap<>(connector.defaults());
    properties.putAll(
        jdbc ? new JdbcMapping(dsn, connector).map() : new ParameterMapping(dsn, connector).map());
    String url = connector.scheme() + dsn.address();
    if (dsn.database() != null) {
      @Nullable String encoded = connector.urlDatabase(dsn.database());
      if (encoded == null) {
        properties.put(connector.databaseProperty(), dsn.database());
      } else {
        url += encoded;
      }
    }
    return new MysqlParameters(connector, url, dsn.user(), dsn.password(), properties);
  }

  /** Or a way to choose one, with which the next connection may be to another. */
  boolean hasSeveralHosts() {
    return url.indexOf(',') >= 0 || !url.startsWith(connector.scheme() + "://");
  }

  @Override
  public String toString() {
    return "MysqlParameters[" + url + ", properties=" + properties.keySet() + "]";
  }
}
