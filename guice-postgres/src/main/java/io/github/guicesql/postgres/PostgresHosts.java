package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.HostName;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The servers to connect to, in order. Without a host it is localhost, since pgjdbc has no Unix
 * sockets; the environment ({@code PGHOST} and the like) is not read.
 */
final class PostgresHosts {
  private static final String DEFAULT_NAME = "localhost";
  private static final int DEFAULT_PORT = 5432;
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");

  private final Parameters parameters;
  private final Problems problems;

  PostgresHosts(Parameters parameters, Problems problems) {
    this.parameters = parameters;
    this.problems = problems;
  }

  /** Returns the hosts by libpq's rules (manual, "Specifying Multiple Hosts"). */
  List<String> ofLibpq() {
    String[] names = items("host");
    String[] addresses = items("hostaddr");
    String[] ports = items("port");
    int count = Math.max(1, addresses.length > 0 ? addresses.length : names.length);
    if (addresses.length > 0 && names.length > 0 && addresses.length != names.length) {
      refuse("hostaddr", "has not as many items as host", "write one for each host");
    }
    if (ports.length > 1 && ports.length != count) {
      refuse(
          "port",
          "has not as many items as there are hosts",
          "write one for each host, or one for all");
    }
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String port = ports.length == 1 ? ports[0] : item(ports, i);
      hosts.add(
          HostName.inUrl(
              host(item(names, i), item(addresses, i)),
              port.isEmpty() ? DEFAULT_PORT : port(integer(port))));
    }
    return hosts;
  }

  private String[] items(String keyword) {
    String list = parameters.text(keyword);
    return list == null ? new String[0] : list.split(",", -1);
  }

  private static String item(String[] items, int i) {
    return i < items.length ? items[i] : "";
  }

  private String host(String name, String address) {
    if (!address.isEmpty() && !name.isEmpty() && !address.equals(name)) {
      refuse(
          "hostaddr",
          "cannot be honoured beside host: pgjdbc has one name to connect to and to verify",
          "write only one of the two");
    }
    return address.isEmpty() ? name("host", name) : name("hostaddr", address);
  }

  /** Returns the hosts by pgjdbc's rules: empty items at the end are dropped. */
  List<String> ofJdbc() {
    Parameter host = parameters.get("host");
    Parameter port = parameters.get("port");
    String[] names = (host == null ? DEFAULT_NAME : host.value()).split(",", 0);
    String[] numbers = (port == null ? "" + DEFAULT_PORT : port.value()).split(",", 0);
    if (names.length != numbers.length) {
      refuse("port", "has not as many items as there are hosts", "write one for each host");
      return List.of();
    }
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (name.startsWith("[") && name.endsWith("]")) {
        name = name.substring(1, name.length() - 1);
      }
      hosts.add(HostName.inUrl(name("host", name), port(parseInt(numbers[i]))));
    }
    return hosts;
  }

  private String name(String keyword, String name) {
    if (name.isEmpty()) {
      return DEFAULT_NAME;
    }
    if (name.startsWith("/cloudsql/")) {
      refuse(
          keyword,
          "is a Unix socket of Cloud SQL's, which pgjdbc cannot open",
          "use jdbc:postgresql:///database?cloudSqlInstance=project:region:instance"
              + "&socketFactory=com.google.cloud.sql.postgres.SocketFactory, with that library");
    } else if (name.startsWith("/") || name.startsWith("@")) {
      refuse(
          keyword,
          "is a Unix socket, which pgjdbc cannot open",
          "write a TCP host, such as localhost; or use a jdbc:postgresql: URL whose socketFactory"
              + " is a Unix socket factory, such as junixsocket's"
              + " org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg with the socket's file, like"
              + " /var/run/postgresql/.s.PGSQL.5432, as socketFactoryArg");
    } else if (name.startsWith("[")) {
      refuse(keyword, "has an address in brackets, which are a URI's", "leave out the brackets");
    } else if (!HostName.isName(name)) {
      refuse(
          keyword,
          "has something that is no host name",
          "write names or addresses with commas between them; in a URL, " + EncodedText.ENCODE);
    }
    return name;
  }

  private int port(@Nullable Integer number) {
    if (number == null || number < 1 || number > 65535) {
      refuse(
          "port",
          "is not a port number",
          "write a number from 1 to 65535, and in a URL an IPv6 address in brackets");
      return DEFAULT_PORT;
    }
    return number;
  }

  private void refuse(String keyword, String wrong, String write) {
    String there = parameters.get(keyword) == null ? "host" : keyword;
    problems.add(Objects.requireNonNull(parameters.get(there)), wrong, write);
  }

  /** Parses a number like C's strtol, which accepts surrounding blanks and a leading sign. */
  static @Nullable Integer integer(String text) {
    String digits = text.replaceAll("^[ \\t-\\r]+|[ \\t-\\r]+$", "");
    if (!INTEGER.matcher(digits).matches()) {
      return null;
    }
    long number = Long.parseLong(digits);
    return number == (int) number ? (int) number : null;
  }

  static @Nullable Integer parseInt(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
