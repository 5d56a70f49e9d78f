package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.driver.Login;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.ParametersApart;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which a driver connects as a connection string specifies.
 *
 * @param text the connection string
 * @param route how the driver chooses among the hosts, such as {@code :loadbalance}; usually empty
 * @param hosts the hosts, each with its port
 * @param path the database if the driver reads it in the URL; otherwise empty
 * @param user the user, or null if the string has none: the driver then uses the user that runs the
 *     process
 * @param properties the driver's properties, some of them secret
 */
record MysqlParameters(
    String text,
    Connector connector,
    String route,
    List<String> hosts,
    String path,
    @Nullable String user,
    @Nullable String password,
    Map<String, String> properties) {

  private static final String SRV = "dnsSrv";

  MysqlParameters {
    hosts = List.copyOf(new LinkedHashSet<>(hosts));
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Parses a connection string of any form, selects the driver and validates the parameters with
   * it.
   *
   * @throws InvalidValueException also if the driver is not present
   */
  static MysqlParameters read(String text) throws InvalidValueException {
    Problems problems = new Problems();
    Dsn<Form> dsn = MysqlDsn.read(text, problems);
    MysqlParameters parameters = of(text, dsn, Connectors.of(dsn.form()), problems);
    problems.throwIfAny();
    return parameters;
  }

  /**
   * Parses a connection string that parameters apart complete. What they cure is no problem of the
   * string; what is wrong with them is theirs, and found by {@link #with(String)}.
   */
  static MysqlParameters read(String text, String apart) throws InvalidValueException {
    Problems problems = new Problems();
    Dsn<Form> dsn = MysqlDsn.read(text, problems);
    Connector connector = Connectors.of(dsn.form());
    MysqlParameters read = of(text, dsn, connector, problems);
    Problems together = new Problems();
    try {
      MysqlParameters unused = of(text, MysqlDsn.read(text, apart, together), connector, together);
    } catch (InvalidValueException e) {
      together = problems; // they cure nothing
    }
    problems.retain(together);
    problems.throwIfAny();
    return read;
  }

  /** Parses the same string with parameters apart, in its form; those in the string win. */
  MysqlParameters with(String apart) throws InvalidValueException {
    Problems problems = new Problems();
    int beginning = MysqlDsn.beginning(MysqlDsn.read(text, new Problems()).form()).length();
    try {
      MysqlParameters parameters =
          of(text, MysqlDsn.read(text, apart, problems), connector, problems);
      problems.throwIfAny();
      return parameters;
    } catch (InvalidValueException e) {
      throw ParametersApart.shifted(e, beginning);
    }
  }

  /**
   * Parses a connection string for a given driver, and adds to the problems what cannot be
   * honoured.
   */
  static MysqlParameters read(String text, Connector connector, Problems problems)
      throws InvalidValueException {
    return of(text, MysqlDsn.read(text, problems), connector, problems);
  }

  private static MysqlParameters of(
      String text, Dsn<Form> dsn, Connector connector, Problems problems) {
    Map<String, String> properties = new LinkedHashMap<>(connector.defaults());
    properties.putAll(
        dsn.form().isJdbc()
            ? new JdbcMapping(dsn, connector, problems).map()
            : new DsnMapping(dsn, connector, problems).map());
    String path = "";
    if (dsn.database() != null) {
      @Nullable String encoded = connector.urlDatabase(dsn.database());
      if (encoded == null) {
        properties.put(connector.databaseProperty(), dsn.database());
      } else {
        path = encoded;
      }
    }
    return new MysqlParameters(
        text, connector, dsn.route(), dsn.hosts(), path, dsn.user(), dsn.password(), properties);
  }

  /** Returns these settings with another login; what it lacks stays as it is. */
  MysqlParameters with(Login login) {
    return new MysqlParameters(
        text,
        connector,
        route,
        hosts,
        path,
        login.user() == null ? user : login.user(),
        login.password() == null ? password : login.password(),
        properties);
  }

  /** Returns these settings with properties that the string lacks. */
  MysqlParameters withDefaults(Map<String, String> defaults) {
    Map<String, String> all = new LinkedHashMap<>(defaults);
    all.putAll(properties);
    return new MysqlParameters(text, connector, route, hosts, path, user, password, all);
  }

  /** The user and the password in the string. */
  Login login() {
    return new Login(user, password);
  }

  /** Returns the URL. It contains hosts and database only, no secret, and may be logged. */
  String url() {
    return url(String.join(",", hosts));
  }

  /** Returns the URL of one of the hosts. */
  String url(String host) {
    return connector.scheme() + route + "://" + host + "/" + path;
  }

  /**
   * Returns whether there are several hosts, or a way to select one, so that the next connection
   * may be to another host.
   */
  boolean hasSeveralHosts() {
    return hosts.size() > 1 || !route.isEmpty();
  }

  /**
   * Returns whether there are several hosts of which this module chooses one. Where a URL names a
   * way of the driver's, such as {@code sequential} or {@code loadbalance}, the driver chooses.
   */
  boolean needsHostChoice() {
    return hosts.size() > 1 && route.isEmpty() && !properties.containsKey(SRV);
  }

  @Override
  public String toString() {
    return "MysqlParameters[" + url() + ", properties=" + properties.keySet() + "]";
  }
}
