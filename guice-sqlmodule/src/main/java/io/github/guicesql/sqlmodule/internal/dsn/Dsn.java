package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed connection string. Its values are decoded; its parameters are not yet validated.
 *
 * @param form the form of the string, which defines the parameters' names
 * @param route what a JDBC URL has between its driver's name and {@code ://}, such as {@code
 *     :loadbalance}; usually empty
 * @param hosts the hosts in the order in which to try them, each as in a JDBC URL, such as {@code
 *     [::1]:5432}
 * @param parameters the parameters
 */
public record Dsn<F>(
    F form,
    String route,
    List<String> hosts,
    @Nullable String database,
    @Nullable String user,
    @Nullable String password,
    Parameters parameters) {

  /** Replaces an empty text by null, since every server treats both alike. */
  public Dsn {
    hosts = List.copyOf(hosts);
    database = emptyToNull(database);
    user = emptyToNull(user);
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /**
   * Returns the part of a JDBC URL between the driver's name and the database; it contains only
   * hosts.
   */
  public String address() {
    return route + "://" + String.join(",", hosts) + "/";
  }

  /** Returns the hosts only: everything else may be secret. */
  @Override
  public String toString() {
    return "Dsn[" + form + ", " + address() + "]";
  }
}
