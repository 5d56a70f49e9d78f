package io.github.guicesql.postgres;

import io.github.guicesql.postgres.PostgresDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pgjdbc needs to connect as a connection string says.
 *
 * @param hosts in the order to try them, each with its port, as in a URL; never empty
 * @param user the string's, or the one it was given as default
 * @param password null when the string has none: pgjdbc then looks into the password file, as libpq
 * @param sslPassword opens the client's key; apart from the properties because pgjdbc's data
 *     sources put their properties into a URL, which they log
 * @param properties pgjdbc's, without the above
 */
record PostgresParameters(
    List<String> hosts,
    String database,
    String user,
    @Nullable String password,
    @Nullable String sslPassword,
    Map<String, String> properties) {

  PostgresParameters {
    hosts = List.copyOf(hosts);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Reads a connection string of any form. Unset things get libpq's defaults; the database is named
   * after the user.
   */
  static PostgresParameters read(String text, ProcessDefaults process)
      throws InvalidValueException {
    Problems problems = new Problems();
    PostgresParameters read = read(text, process, problems);
    problems.throwIfAny();
    return read;
  }

  /** The same, with what cannot be honoured added to the problems. */
  static PostgresParameters read(String text, ProcessDefaults process, Problems problems)
      throws InvalidValueException {
    Dsn<Form> dsn = PostgresDsn.read(text, problems);
    Map<String, String> properties =
        dsn.form() == Form.JDBC
            ? new JdbcMapping(dsn, process, problems).map()
            : new LibpqMapping(dsn, process, problems).map();
    String user = dsn.user() == null ? process.user() : dsn.user();
    return new PostgresParameters(
        dsn.hosts(),
        dsn.database() == null ? user : dsn.database(),
        user,
        dsn.password(),
        dsn.parameters().text("sslpassword"),
        properties);
  }

  /** Hosts and database only: nothing in it is secret, and it may be logged. */
  String url() {
    return "jdbc:postgresql://"
        + String.join(",", hosts)
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "PostgresParameters[" + hosts + ", properties=" + properties.keySet() + "]";
  }
}
