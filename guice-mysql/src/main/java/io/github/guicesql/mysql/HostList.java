package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.HostName;
import java.util.StringJoiner;

/**
 * Reads {@code host:port,[::1],other} and writes it as a JDBC URL has it, a port with each.
 * Whatever looks like no host or port is refused: it may be the rest of a password.
 */
final class HostList {
  private static final int DEFAULT_PORT = 3306;

  private final String dsn;
  private final String defaultHost;
  private final StringJoiner hosts = new StringJoiner(",");

  HostList(String dsn, String defaultHost) {
    this.dsn = dsn;
    this.defaultHost = defaultHost;
  }

  /** Commas between several; an empty list is the default host. */
  HostList addAll(int from, int to) throws DsnSyntaxException {
    int start = from;
    while (true) {
      int comma = dsn.indexOf(',', start);
      int end = comma < 0 || comma > to ? to : comma;
      if (start == end && from < to) {
        throw new DsnSyntaxException(start, "a comma without a host", "a host beside each comma");
      }
      add(start, end);
      if (end == to) {
        return this;
      }
      start = end + 1;
    }
  }

  /** One, with or without a port. */
  HostList add(int from, int to) throws DsnSyntaxException {
    int end = from;
    if (from < to && dsn.charAt(from) == '[') {
      end = dsn.indexOf(']', from) + 1;
      if (end == 0 || end > to) {
        throw new DsnSyntaxException(from, "a '['", "an IPv6 address and a ']' after it");
      }
      if (end < to && dsn.charAt(end) != ':') {
        throw new DsnSyntaxException(end, "text right after a ']'", "':' and a port, or nothing");
      }
    } else {
      while (end < to && dsn.charAt(end) != ':') {
        end++;
      }
    }
    hosts.add(name(from, end) + ":" + port(end, to));
    return this;
  }

  private String name(int from, int to) throws DsnSyntaxException {
    if (from == to) {
      return defaultHost;
    }
    boolean bracketed = dsn.charAt(from) == '[';
    String name = EncodedText.decode(dsn, bracketed ? from + 1 : from, bracketed ? to - 1 : to);
    if (!HostName.isName(name) || bracketed != (name.indexOf(':') >= 0)) {
      throw new DsnSyntaxException(
          from, "something that is no host's name", "a name or an address; " + MysqlUri.ENCODE);
    }
    return bracketed ? "[" + name + "]" : name;
  }

  private int port(int colon, int to) throws DsnSyntaxException {
    if (colon == to) {
      return DEFAULT_PORT;
    }
    String digits = dsn.substring(colon + 1, to);
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65535) {
      throw new DsnSyntaxException(
          colon + 1,
          "something that is no port",
          "a number from 1 to 65535 after the ':', and an IPv6 address in brackets; "
              + MysqlUri.ENCODE);
    }
    return port;
  }

  @Override
  public String toString() {
    return hosts.toString();
  }
}
