package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
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
   * Reads a connection string of any form, chooses the driver and asks it what it thinks of the
   * parameters.
   *
   * @throws InvalidValueException also if the driver is not there
   */
  static MysqlParameters read(String text) throws InvalidValueException {
    Problems problems = new Problems();
    Dsn<Form> dsn = MysqlDsn.read(text, problems);
    MysqlParameters parameters = of(dsn, Connectors.of(dsn.form()), problems);
    problems.throwIfAny();
    return parameters;
  }

  /** The same with one driver, and with what cannot be honoured added to the problems. */
  static MysqlParameters read(String text, Connector connector, Problems problems)
      throws InvalidValueException {
    return of(MysqlDsn.read(text, problems), connector, problems);
  }

  private static MysqlParameters of(Dsn<Form> dsn, Connector connector, Problems problems) {
    Map<String, String> properties = new LinkedHashMap<>(connector.defaults());
    properties.putAll(
        dsn.form().isJdbc()
            ? new JdbcMapping(dsn, connector, problems).map()
            : new DsnMapping(dsn, connector, problems).map());
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
