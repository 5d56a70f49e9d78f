package io.github.guicesql.mysql;

import static io.github.guicesql.sqlmodule.internal.dsn.EncodedText.ENCODE;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.HostName;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses {@code host:port,[::1],other} and writes it as in a JDBC URL, each host with a port.
 * Anything that does not look like a host or a port is refused: it may be the rest of a password.
 */
final class HostList {
  private static final int DEFAULT_PORT = 3306;

  private final String dsn;
  private final String defaultHost;
  private final List<String> hosts = new ArrayList<>();

  HostList(String dsn, String defaultHost) {
    this.dsn = dsn;
    this.defaultHost = defaultHost;
  }

  /** Adds the hosts of a list separated by commas; an empty list is the default host. */
  HostList addAll(int from, int to) throws InvalidValueException {
    int start = from;
    while (true) {
      int comma = dsn.indexOf(',', start);
      int end = comma < 0 || comma > to ? to : comma;
      if (start == end && from < to) {
        throw Problems.at(start, "a comma without a host", "write a host beside each comma");
      }
      add(start, end);
      if (end == to) {
        return this;
      }
      start = end + 1;
    }
  }

  /** Adds one host, with or without a port. */
  HostList add(int from, int to) throws InvalidValueException {
    int end = endOfName(from, to);
    hosts.add(name(from, end) + ":" + port(end, to));
    return this;
  }

  /** Adds a host whose port is specified elsewhere and must not be written here. */
  HostList addWithoutPort(int from, int to) throws InvalidValueException {
    int end = endOfName(from, to);
    if (end < to) {
      throw Problems.at(
          end, "a port, which a lookup of DNS SRV records finds itself", "leave it out");
    }
    hosts.add(name(from, to));
    return this;
  }

  private int endOfName(int from, int to) throws InvalidValueException {
    int end = from;
    if (from < to && dsn.charAt(from) == '[') {
      end = dsn.indexOf(']', from) + 1;
      if (end == 0 || end > to) {
        throw Problems.at(from, "a '['", "write an IPv6 address and a ']' after it");
      }
      if (end < to && dsn.charAt(end) != ':') {
        throw Problems.at(end, "text right after a ']'", "write ':' and a port there, or nothing");
      }
    } else {
      while (end < to && dsn.charAt(end) != ':') {
        end++;
      }
    }
    return end;
  }

  private String name(int from, int to) throws InvalidValueException {
    if (from == to) {
      return defaultHost;
    }
    boolean bracketed = dsn.charAt(from) == '[';
    String name = EncodedText.decode(dsn, bracketed ? from + 1 : from, bracketed ? to - 1 : to);
    if (!HostName.isName(name) || bracketed != (name.indexOf(':') >= 0)) {
      throw Problems.at(
          from, "something that is no host's name", "write a name or an address; " + ENCODE);
    }
    return bracketed ? "[" + name + "]" : name;
  }

  private int port(int colon, int to) throws InvalidValueException {
    if (colon == to) {
      return DEFAULT_PORT;
    }
    String digits = dsn.substring(colon + 1, to);
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65535) {
      throw Problems.at(
          colon + 1,
          "something that is no port",
          "write a number from 1 to 65535 after the ':', and an IPv6 address in brackets; "
              + ENCODE);
    }
    return port;
  }

  List<String> hosts() {
    return hosts;
  }
}
