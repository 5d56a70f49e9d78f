package io.github.guicesql.postgres;

import java.util.regex.Pattern;

/**
 * A server to try.
 *
 * @param name a host's name or address; an IPv6 address without brackets
 */
record PostgresHost(String name, int port) {
  static final String DEFAULT_NAME = "localhost";
  static final int DEFAULT_PORT = 5432;

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]+(%[\\w.-]+)?");

  /** Whatever does not look like one must not reach DNS: it may be the rest of a password. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches() || IPV6.matcher(text).matches();
  }

  static boolean isUnixSocket(String text) {
    return text.startsWith("/") || text.startsWith("@");
  }

  /** As it stands in a URL, and as pgjdbc's data source wants it. */
  String urlName() {
    return name.indexOf(':') < 0 ? name : "[" + name + "]";
  }
}
