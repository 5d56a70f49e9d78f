package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.regex.Pattern;

/** Distinguishes host names from what may be the rest of a password and must not be sent to DNS. */
public final class HostName {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]+(%[\\w.-]+)?");

  private HostName() {}

  /**
   * Returns whether the text looks like a name or an address; an IPv6 address has no brackets here.
   */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches() || IPV6.matcher(text).matches();
  }

  /** Returns the host and port as in a URL, with an IPv6 address in brackets. */
  public static String inUrl(String name, int port) {
    return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
  }
}
