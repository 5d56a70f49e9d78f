package io.github.guicesql.postgres;

/**
 * A server to try.
 *
 * @param name a host's name or address; an IPv6 address without brackets
 */
record PostgresHost(String name, int port) {
  static final String DEFAULT_NAME = "localhost";
  static final int DEFAULT_PORT = 5432;

  static boolean isUnixSocket(String text) {
    return text.startsWith("/") || text.startsWith("@");
  }

  /** As it stands in a URL, and as pgjdbc's data source wants it. */
  String urlName() {
    return name.indexOf(':') < 0 ? name : "[" + name + "]";
  }
}
