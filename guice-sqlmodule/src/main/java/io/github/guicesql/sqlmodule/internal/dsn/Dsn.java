package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection string taken apart, its values decoded, its parameters not yet judged.
 *
 * @param form whose parameter names these are
 * @param route what a JDBC URL has between its driver's name and {@code ://}, such as {@code
 *     :loadbalance}; mostly empty
 * @param hosts in the order to try them, each as a JDBC URL has it, such as {@code [::1]:5432}
 * @param parameters all the rest
 */
public record Dsn<F>(
    F form,
    String route,
    List<String> hosts,
    @Nullable String database,
    @Nullable String user,
    @Nullable String password,
    Parameters parameters) {

  /** With the empty text, which is nothing to every server, as null. */
  public Dsn {
    hosts = List.copyOf(hosts);
    database = emptyToNull(database);
    user = emptyToNull(user);
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** The part of a JDBC URL between the driver's name and the database: hosts and nothing else. */
  public String address() {
    return route + "://" + String.join(",", hosts) + "/";
  }

  /** The hosts: nothing else is sure to be no secret. */
  @Override
  public String toString() {
    return "Dsn[" + form + ", " + address() + "]";
  }
}
