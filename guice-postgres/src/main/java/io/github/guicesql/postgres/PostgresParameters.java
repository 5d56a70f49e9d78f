package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What pgjdbc needs to connect as a connection string says.
 *
 * @param hosts in the order to try them, never empty
 * @param user the string's, or the one it was given as default
 * @param password null when the string has none: pgjdbc then looks into the password file, as libpq
 * @param sslPassword opens the client's key; apart from the properties because pgjdbc's data
 *     sources put their properties into a URL, which they log
 * @param properties pgjdbc's, without the above
 */
record PostgresParameters(
    List<PostgresHost> hosts,
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
   * Unset things get libpq's defaults, except that the environment ({@code PGHOST} and the like) is
   * not read, and that no host means localhost, since pgjdbc has no Unix sockets. The database is
   * named after the user.
   *
   * @param defaultUser who connects when the string names nobody: to libpq and to pgjdbc, the user
   *     that runs the process
   */
  static PostgresParameters of(PostgresDsn dsn, String defaultUser)
      throws UnusableParametersException {
    return switch (dsn.form()) {
      case LIBPQ -> new LibpqMapping(dsn).map(defaultUser);
      case JDBC -> new JdbcMapping(dsn).map(defaultUser);
    };
  }

  /** Hosts and database only: nothing in it is secret, and it may be logged. */
  String url() {
    String named = URLEncoder.encode(database, StandardCharsets.UTF_8);
    return hosts.stream()
        .map(host -> host.urlName() + ":" + host.port())
        .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + named));
  }

  @Override
  public String toString() {
    return "PostgresParameters[" + hosts + ", properties=" + properties.keySet() + "]";
  }
}
