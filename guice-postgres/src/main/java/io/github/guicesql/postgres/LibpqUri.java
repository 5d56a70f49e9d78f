package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code postgresql://user:password@host:5432,other/database?keyword=value} (manual,
 * "Connection URIs").
 *
 * <p>It refuses three things that libpq accepts. An unencoded '@' between the host and the '?' is
 * there because a password holds an unencoded '@' or '/', and the rest of that password has become
 * the host to look up. An '@' in {@code ?password=a@b} without a '/' before ends a user's name to
 * libpq, and {@code b} is the host. Percent-encoded bytes that are not UTF-8 would be sent changed.
 */
final class LibpqUri {
  static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

  static final String ENCODE =
      "@ : / ? # [ ] % & and blanks as %40 %3A %2F %3F %23 %5B %5D %25 %26 %20"
          + " wherever they are part of a user, a password or a name";

  private static final Pattern PARAMETER = Pattern.compile("[?&]([a-z_]+)=");

  private final String dsn;
  private final LibpqValues values;
  private int at;

  LibpqUri(String dsn, int afterScheme) {
    this.dsn = dsn;
    this.values = new LibpqValues(dsn);
    this.at = afterScheme;
  }

  Map<String, String> parse() throws DsnSyntaxException {
    credentials();
    refuseStrayAt(dsn, at);
    hosts();
    if (at < dsn.length() && dsn.charAt(at) != '?') {
      int start = at + 1;
      at = indexOfAny("?", start);
      put(LibpqKeyword.DBNAME, start, at);
    }
    if (at < dsn.length()) {
      at++;
      parameters();
    }
    return values.asMap();
  }

  private void credentials() throws DsnSyntaxException {
    int end = indexOfAny("@/", at);
    if (end == dsn.length() || dsn.charAt(end) != '@') {
      return;
    }
    Matcher parameter = PARAMETER.matcher(dsn).region(at, end);
    while (parameter.find()) {
      if (LibpqKeyword.of(parameter.group(1)) != null) {
        throw new DsnSyntaxException(
            end,
            "an '@' in a parameter, and no '/' before the '?'",
            "%40, or a '/' before the '?'");
      }
    }
    int colon = indexOfAny(":@", at);
    put(LibpqKeyword.USER, at, colon);
    if (colon < end) {
      put(LibpqKeyword.PASSWORD, colon + 1, end);
    }
    at = end + 1;
  }

  static void refuseStrayAt(String dsn, int from) throws DsnSyntaxException {
    int query = dsn.indexOf('?', from);
    int stray = dsn.indexOf('@', from);
    if (stray >= 0 && (query < 0 || stray < query)) {
      throw new DsnSyntaxException(stray, "an '@' where there can be none", ENCODE);
    }
  }

  private void hosts() throws DsnSyntaxException {
    EncodedText hosts = new EncodedText();
    EncodedText ports = new EncodedText();
    while (true) {
      host(hosts);
      if (at < dsn.length() && dsn.charAt(at) == ':') {
        int start = at + 1;
        at = indexOfAny("/?,", start);
        ports.append(dsn, start, at);
      }
      if (at == dsn.length() || dsn.charAt(at) != ',') {
        break;
      }
      hosts.append(dsn, at, at + 1);
      ports.append(dsn, at, at + 1);
      at++;
    }
    put(LibpqKeyword.HOST, hosts);
    put(LibpqKeyword.PORT, ports);
  }

  private void host(EncodedText hosts) throws DsnSyntaxException {
    int start = at;
    if (at == dsn.length() || dsn.charAt(at) != '[') {
      at = indexOfAny(":/?,", at);
      hosts.append(dsn, start, at);
      return;
    }
    at = indexOfAny("]", at);
    if (at == dsn.length() || at == start + 1) {
      throw new DsnSyntaxException(start, "a '['", "an IPv6 address and a ']' after it");
    }
    hosts.append(dsn, start + 1, at);
    at++;
    if (at < dsn.length() && ":/?,".indexOf(dsn.charAt(at)) < 0) {
      throw new DsnSyntaxException(at, "text right after a ']'", "':', '/', '?', ',' or the end");
    }
  }

  private void parameters() throws DsnSyntaxException {
    while (at < dsn.length()) {
      int start = at;
      int end = indexOfAny("&", start);
      int equals = indexOfAny("=", start);
      if (equals >= end) {
        throw new DsnSyntaxException(start, "a parameter without '='", "keyword=value; " + ENCODE);
      }
      int second = indexOfAny("=", equals + 1);
      if (second < end) {
        throw new DsnSyntaxException(second, "a second '=' in one parameter", "%3D");
      }
      String name = EncodedText.decode(dsn, start, equals);
      String value = EncodedText.decode(dsn, equals + 1, end);
      if (name.equals("ssl") && value.equals("true")) {
        values.put(LibpqKeyword.SSLMODE, "require");
      } else {
        values.put(name, value, start, true);
      }
      at = Math.min(end + 1, dsn.length());
    }
  }

  private void put(LibpqKeyword keyword, int from, int to) throws DsnSyntaxException {
    put(keyword, new EncodedText().append(dsn, from, to));
  }

  private void put(LibpqKeyword keyword, EncodedText value) throws DsnSyntaxException {
    if (!value.isEmpty()) {
      values.put(keyword, value.decode());
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
