package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.UnknownName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * Reads {@code jdbc:postgresql://host:5432,other/database?property=value} as pgjdbc does ({@code
 * Driver.parseURL}), but for three things.
 *
 * <p>{@code user:password@} before the hosts is the user and the password, percent-encoded; to
 * pgjdbc it is a part of the host's name, and goes to DNS. An unencoded '@' elsewhere before the
 * '?' is refused, since it ends a password that holds an unencoded '/'. An unknown property is
 * refused; pgjdbc ignores it.
 */
final class JdbcUrl {
  static final String PREFIX = "jdbc:postgresql:";

  private final String dsn;
  private final int query;
  private final Map<String, String> values = new LinkedHashMap<>();
  private boolean secretParameter;

  JdbcUrl(String dsn) {
    this.dsn = dsn;
    int mark = dsn.indexOf('?');
    this.query = mark < 0 ? dsn.length() : mark;
  }

  Map<String, String> parse() throws DsnSyntaxException {
    int start = PREFIX.length();
    String server = dsn.substring(start, query);
    if (!server.startsWith("//")) {
      LibpqUri.refuseStrayAt(dsn, start);
      if (server.startsWith("/")) {
        throw new DsnSyntaxException(start, "a single '/'", "//host/database, or a database");
      }
      values.put("dbname", decode(start, query));
    } else if (!server.equals("//") && !server.equals("///")) {
      authority(start + 2);
    }
    parameters();
    return values;
  }

  private void authority(int start) throws DsnSyntaxException {
    int slash = dsn.indexOf('/', start);
    if (slash < 0 || slash > query) {
      throw new DsnSyntaxException(
          query, "no '/' after the host", "//host/database; " + LibpqUri.ENCODE);
    }
    int second = dsn.indexOf('/', slash + 1);
    if (second >= 0 && second < query) {
      throw new DsnSyntaxException(
          second, "a second '/' after the host", "//host/database; " + LibpqUri.ENCODE);
    }
    int hosts = start;
    int sign = dsn.indexOf('@', start);
    if (sign >= 0 && sign < slash) {
      credentials(start, sign);
      hosts = sign + 1;
    }
    LibpqUri.refuseStrayAt(dsn, hosts);
    hosts(hosts, slash);
    if (slash + 1 < query) {
      values.put("dbname", decode(slash + 1, query));
    }
  }

  private void credentials(int start, int end) throws DsnSyntaxException {
    int colon = dsn.indexOf(':', start);
    int userEnd = colon < 0 || colon > end ? end : colon;
    if (userEnd > start) {
      values.put("user", EncodedText.decode(dsn, start, userEnd));
    }
    if (userEnd + 1 < end) {
      values.put("password", EncodedText.decode(dsn, userEnd + 1, end));
    }
  }

  private void hosts(int start, int end) throws DsnSyntaxException {
    StringJoiner hosts = new StringJoiner(",");
    StringJoiner ports = new StringJoiner(",");
    // As pgjdbc splits it: empty hosts at the end are none.
    String[] addresses = dsn.substring(start, end).split(",", 0);
    if (addresses.length == 0) {
      throw new DsnSyntaxException(start, "commas without a host", "a host, or nothing at all");
    }
    for (String address : addresses) {
      int colon = address.lastIndexOf(':');
      if (colon < 0 || address.lastIndexOf(']') > colon) {
        hosts.add(address);
        ports.add("5432");
      } else {
        hosts.add(colon == 0 ? "localhost" : address.substring(0, colon));
        ports.add(address.substring(colon + 1));
      }
    }
    values.put("host", hosts.toString());
    values.put("port", ports.toString());
  }

  private void parameters() throws DsnSyntaxException {
    int at = query + 1;
    while (at < dsn.length()) {
      int end = dsn.indexOf('&', at);
      if (end < 0) {
        end = dsn.length();
      }
      if (end > at) {
        parameter(at, end);
      }
      at = end + 1;
    }
  }

  private void parameter(int start, int end) throws DsnSyntaxException {
    int equals = dsn.indexOf('=', start);
    boolean bare = equals < 0 || equals >= end;
    String written = dsn.substring(start, bare ? end : equals);
    @Nullable String name = canonical(written, bare);
    if (name == null) {
      throw unknown(start, written);
    }
    values.put(name, bare ? "" : decode(equals + 1, end));
    secretParameter |= name.equals("password") || name.equals("sslpassword");
  }

  /**
   * pgjdbc takes host, port and dbname in any case for its own three names, unless they stand bare.
   */
  private static @Nullable String canonical(String written, boolean bare) {
    for (String name : List.of("host", "port", "dbname")) {
      String own = "PG" + name.toUpperCase(Locale.ROOT);
      if (written.equals(own) || (!bare && written.equalsIgnoreCase(name))) {
        return name;
      }
    }
    return PGProperty.forName(written) == null ? null : written;
  }

  private DsnSyntaxException unknown(int position, String name) {
    LibpqKeyword keyword = LibpqKeyword.of(name);
    @Nullable String nearest = keyword == null ? null : keyword.property();
    if (nearest == null) {
      List<String> names = Arrays.stream(PGProperty.values()).map(PGProperty::getName).toList();
      nearest = UnknownName.nearest(name, names);
    }
    return new DsnSyntaxException(
        position,
        UnknownName.describe(dsn, position, name, keyword != null, !secretParameter),
        nearest == null ? "a property of pgjdbc" : "a property of pgjdbc, perhaps " + nearest);
  }

  /** As pgjdbc decodes. */
  private String decode(int from, int to) throws DsnSyntaxException {
    return EncodedText.decodeForm(dsn, from, to);
  }
}
