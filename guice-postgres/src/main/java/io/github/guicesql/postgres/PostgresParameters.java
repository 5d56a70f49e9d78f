package io.github.guicesql.postgres;

import io.github.guicesql.postgres.PostgresDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.driver.Login;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.ParametersApart;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.hosts.HostRole;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which pgjdbc connects as a connection string specifies.
 *
 * @param text the connection string
 * @param hosts the hosts in the order in which to try them, each with its port, as in a URL; never
 *     empty
 * @param ownDatabase the database in the string, or null: then it has the user's name
 * @param ownUser the user in the string, or null
 * @param defaultUser the user to log in as if nobody names one
 * @param password the password, or null if the string has none: pgjdbc then reads the password
 *     file, as libpq does
 * @param sslPassword the password of the client's key; it is kept apart from the properties because
 *     pgjdbc's data sources put their properties into a URL, which they log
 * @param properties pgjdbc's other properties
 * @param role which of several hosts the string wants, or null if it does not say
 */
record PostgresParameters(
    String text,
    List<String> hosts,
    @Nullable String ownDatabase,
    @Nullable String ownUser,
    String defaultUser,
    @Nullable String password,
    @Nullable String sslPassword,
    Map<String, String> properties,
    @Nullable HostRole role) {

  PostgresParameters {
    hosts = List.copyOf(new LinkedHashSet<>(hosts));
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Parses a connection string of any form. Parameters that are not set have libpq's defaults; the
   * default database has the user's name.
   */
  static PostgresParameters read(String text, ProcessDefaults process)
      throws InvalidValueException {
    Problems problems = new Problems();
    PostgresParameters read = read(text, process, problems);
    problems.throwIfAny();
    return read;
  }

  /**
   * Parses a connection string that parameters apart complete. What they cure is no problem of the
   * string; what is wrong with them is theirs, and found by {@link #with(String, ProcessDefaults)}.
   */
  static PostgresParameters read(String text, String apart, ProcessDefaults process)
      throws InvalidValueException {
    Problems problems = new Problems();
    PostgresParameters read = read(text, process, problems);
    Problems together = new Problems();
    try {
      PostgresParameters unused =
          of(text, PostgresDsn.read(text, apart, together), process, together);
    } catch (InvalidValueException e) {
      together = problems; // they cure nothing
    }
    problems.retain(together);
    problems.throwIfAny();
    return read;
  }

  /** Parses the same string with parameters apart, in its form; those in the string win. */
  PostgresParameters with(String apart, ProcessDefaults process) throws InvalidValueException {
    Problems problems = new Problems();
    try {
      PostgresParameters read =
          of(text, PostgresDsn.read(text, apart, problems), process, problems);
      problems.throwIfAny();
      return read;
    } catch (InvalidValueException e) {
      throw ParametersApart.shifted(e, PostgresDsn.beginning(text).length());
    }
  }

  /** Parses a connection string, and adds to the problems what cannot be honoured. */
  static PostgresParameters read(String text, ProcessDefaults process, Problems problems)
      throws InvalidValueException {
    return of(text, PostgresDsn.read(text, problems), process, problems);
  }

  private static PostgresParameters of(
      String text, Dsn<Form> dsn, ProcessDefaults process, Problems problems) {
    Map<String, String> properties =
        dsn.form() == Form.JDBC
            ? new JdbcMapping(dsn, process, problems).map()
            : new LibpqMapping(dsn, process, problems).map();
    return new PostgresParameters(
        text,
        dsn.hosts(),
        dsn.database(),
        dsn.user(),
        process.user(),
        dsn.password(),
        dsn.parameters().text("sslpassword"),
        properties,
        TargetRole.of(dsn));
  }

  /** Returns these settings with another login; what it lacks stays as it is. */
  PostgresParameters with(Login login) {
    return new PostgresParameters(
        text,
        hosts,
        ownDatabase,
        login.user() == null ? ownUser : login.user(),
        defaultUser,
        login.password() == null ? password : login.password(),
        sslPassword,
        properties,
        role);
  }

  /** The user and the password in the string. */
  Login login() {
    return new Login(ownUser, password);
  }

  /** The user to log in as. */
  String user() {
    return ownUser == null ? defaultUser : ownUser;
  }

  /** The database's name. */
  String database() {
    return ownDatabase == null ? user() : ownDatabase;
  }

  /** Returns the URL. It contains hosts and database only, no secret, and may be logged. */
  String url() {
    return url(String.join(",", hosts));
  }

  /** Returns the URL of one of the hosts. */
  String url(String host) {
    return "jdbc:postgresql://"
        + host
        + "/"
        + URLEncoder.encode(database(), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "PostgresParameters[" + hosts + ", properties=" + properties.keySet() + "]";
  }
}
