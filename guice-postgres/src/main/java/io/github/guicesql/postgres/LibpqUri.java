package io.github.guicesql.postgres;

import static io.github.guicesql.sqlmodule.internal.dsn.EncodedText.ENCODE;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses {@code postgresql://user:password@host:5432,other/database?keyword=value} (manual,
 * "Connection URIs").
 *
 * <p>It refuses three things that libpq accepts. An unencoded '@' between the host and the '?'
 * means that a password contains an unencoded '@' or '/', and that the rest of the password would
 * be looked up as a host. An '@' in {@code ?password=a@b} without a preceding '/' ends a user's
 * name for libpq, and {@code b} is the host. Percent-encoded bytes that are not UTF-8 would be
 * changed on the way.
 */
final class LibpqUri {
  static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

  private static final Pattern PARAMETER = Pattern.compile("[?&]([a-z_]+)=");

  private final String dsn;
  private final Parameters values;
  private int at;

  LibpqUri(String dsn, int afterScheme) {
    this.dsn = dsn;
    this.values = new Parameters(dsn);
    this.at = afterScheme;
  }

  Parameters parse() throws InvalidValueException {
    credentials();
    refuseStrayAt(dsn, at);
    hosts();
    if (at < dsn.length() && dsn.charAt(at) != '?') {
      int start = at + 1;
      at = indexOfAny("?", start);
      put("dbname", start, at);
    }
    if (at < dsn.length()) {
      at++;
      parameters();
    }
    return values;
  }

  private void credentials() throws InvalidValueException {
    int end = indexOfAny("@/", at);
    if (end == dsn.length() || dsn.charAt(end) != '@') {
      return;
    }
    Matcher parameter = PARAMETER.matcher(dsn).region(at, end);
    while (parameter.find()) {
      if (LibpqKeyword.of(parameter.group(1)) != null) {
        throw Problems.at(
            end,
            "an '@' in a parameter, and no '/' before the '?'",
            "write %40, or a '/' before the '?'");
      }
    }
    int colon = indexOfAny(":@", at);
    put("user", at, colon);
    if (colon < end) {
      put("password", colon + 1, end);
    }
    at = end + 1;
  }

  static void refuseStrayAt(String dsn, int from) throws InvalidValueException {
    int query = dsn.indexOf('?', from);
    int stray = dsn.indexOf('@', from);
    if (stray >= 0 && (query < 0 || stray < query)) {
      throw Problems.at(stray, "an '@' where there can be none", "write " + ENCODE);
    }
  }

  private void hosts() throws InvalidValueException {
    int start = at;
    EncodedText hosts = new EncodedText();
    EncodedText ports = new EncodedText();
    while (true) {
      host(hosts);
      if (at < dsn.length() && dsn.charAt(at) == ':') {
        int port = at + 1;
        at = indexOfAny("/?,", port);
        ports.append(dsn, port, at);
      }
      if (at == dsn.length() || dsn.charAt(at) != ',') {
        break;
      }
      hosts.append(dsn, at, at + 1);
      ports.append(dsn, at, at + 1);
      at++;
    }
    put("host", hosts, start, at);
    put("port", ports, start, at);
  }

  private void host(EncodedText hosts) throws InvalidValueException {
    int start = at;
    if (at == dsn.length() || dsn.charAt(at) != '[') {
      at = indexOfAny(":/?,", at);
      hosts.append(dsn, start, at);
      return;
    }
    at = indexOfAny("]", at);
    if (at == dsn.length() || at == start + 1) {
      throw Problems.at(start, "a '['", "write an IPv6 address and a ']' after it");
    }
    hosts.append(dsn, start + 1, at);
    at++;
    if (at < dsn.length() && ":/?,".indexOf(dsn.charAt(at)) < 0) {
      throw Problems.at(
          at, "text right after a ']'", "write ':', '/', '?' or ',' there, or nothing");
    }
  }

  private void parameters() throws InvalidValueException {
    while (at < dsn.length()) {
      int start = at;
      int end = indexOfAny("&", start);
      int equals = indexOfAny("=", start);
      if (equals >= end) {
        throw Problems.at(start, "a parameter without '='", "write keyword=value; " + ENCODE);
      }
      int second = indexOfAny("=", equals + 1);
      if (second < end) {
        throw Problems.at(second, "a second '=' in one parameter", "write %3D");
      }
      String name = EncodedText.decode(dsn, start, equals);
      String value = EncodedText.decode(dsn, equals + 1, end);
      if (name.equals("ssl") && value.equals("true")) {
        values.put("sslmode", "require", start, equals + 1, end, true);
      } else {
        LibpqKeyValues.put(values, name, value, start, equals + 1, end, true);
      }
      at = Math.min(end + 1, dsn.length());
    }
  }

  private void put(String keyword, int from, int to) throws InvalidValueException {
    put(keyword, new EncodedText().append(dsn, from, to), from, to);
  }

  private void put(String keyword, EncodedText value, int from, int to)
      throws InvalidValueException {
    if (!value.isEmpty()) {
      values.put(keyword, value.decode(), from, to);
    }
  }

  private int indexOfAny(String characters, int from) {
    int i = from;
    while (i < dsn.length() && characters.indexOf(dsn.charAt(i)) < 0) {
      i++;
    }
    return i;
  }
}
