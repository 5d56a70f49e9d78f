package io.github.guicesql.postgres;

import static io.github.guicesql.sqlmodule.internal.dsn.EncodedText.ENCODE;
import static io.github.guicesql.sqlmodule.internal.dsn.EncodedText.decodeForm;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Parses {@code jdbc:postgresql://host:5432,other/database?property=value} as pgjdbc does ({@code
 * Driver.parseURL}), with four differences.
 *
 * <p>{@code user:password@} before the hosts is the user and the password, percent-encoded; pgjdbc
 * treats it as a part of the host's name and sends it to DNS. An unencoded '@' elsewhere before the
 * '?' is refused, since it ends a password that contains an unencoded '/'. An unknown property is
 * refused; pgjdbc ignores it. Percent-encoded bytes that are not UTF-8 are refused; pgjdbc sends
 * another character.
 */
final class JdbcUrl {
  static final String PREFIX = "jdbc:postgresql:";

  private final String dsn;
  private final int query;
  private final Parameters values;

  JdbcUrl(String dsn) {
    this.dsn = dsn;
    this.values = new Parameters(dsn);
    int mark = dsn.indexOf('?');
    this.query = mark < 0 ? dsn.length() : mark;
  }

  Parameters parse() throws InvalidValueException {
    int start = PREFIX.length();
    String server = dsn.substring(start, query);
    if (!server.startsWith("//")) {
      LibpqUri.refuseStrayAt(dsn, start);
      if (server.startsWith("/")) {
        throw Problems.at(start, "a single '/'", "write //host/database, or a database");
      }
      values.put("dbname", decodeForm(dsn, start, query), start, query);
    } else if (!server.equals("//") && !server.equals("///")) {
      authority(start + 2);
    }
    parameters();
    return values;
  }

  private void authority(int start) throws InvalidValueException {
    int slash = dsn.indexOf('/', start);
    if (slash < 0 || slash > query) {
      throw Problems.at(query, "no '/' after the host", "write //host/database; " + ENCODE);
    }
    int second = dsn.indexOf('/', slash + 1);
    if (second >= 0 && second < query) {
      throw Problems.at(second, "a second '/' after the host", "write //host/database; " + ENCODE);
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
      values.put("dbname", decodeForm(dsn, slash + 1, query), slash + 1, query);
    }
  }

  private void credentials(int start, int end) throws InvalidValueException {
    int colon = dsn.indexOf(':', start);
    int userEnd = colon < 0 || colon > end ? end : colon;
    if (userEnd > start) {
      values.put("user", EncodedText.decode(dsn, start, userEnd), start, userEnd);
    }
    if (userEnd + 1 < end) {
      values.put("password", EncodedText.decode(dsn, userEnd + 1, end), userEnd + 1, end);
    }
  }

  private void hosts(int start, int end) throws InvalidValueException {
    StringJoiner hosts = new StringJoiner(",");
    StringJoiner ports = new StringJoiner(",");
    // Like pgjdbc, this drops empty hosts at the end.
    String[] addresses = dsn.substring(start, end).split(",", 0);
    if (addresses.length == 0) {
      throw Problems.at(start, "commas without a host", "write a host, or nothing at all");
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
    values.put("host", hosts.toString(), start, end);
    values.put("port", ports.toString(), start, end);
  }

  private void parameters() throws InvalidValueException {
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

  private void parameter(int start, int end) throws InvalidValueException {
    int equals = dsn.indexOf('=', start);
    boolean bare = equals < 0 || equals >= end;
    String written = dsn.substring(start, bare ? end : equals);
    values.put(
        canonical(written, bare),
        bare ? "" : decodeForm(dsn, equals + 1, end),
        start,
        bare ? end : equals + 1,
        end,
        true);
  }

  /**
   * Returns the canonical name. pgjdbc accepts host, port and dbname in any case for its own three
   * names, unless they have no value.
   */
  private static String canonical(String written, boolean bare) {
    for (String name : List.of("host", "port", "dbname")) {
      String own = "PG" + name.toUpperCase(Locale.ROOT);
      if (written.equals(own) || (!bare && written.equalsIgnoreCase(name))) {
        return name;
      }
    }
    return written;
  }
}
