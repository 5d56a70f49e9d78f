package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.regex.Pattern;

/** Tells a host's name from what may be the rest of a password, and must not reach DNS. */
public final class HostName {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]+(%[\\w.-]+)?");

  private HostName() {}

  /** Whether it looks like a name or an address; an IPv6 address without brackets. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches() || IPV6.matcher(text).matches();
  }

  /** As it stands in a URL, an IPv6 address in brackets. */
  public static String inUrl(String name, int port) {
    return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
  }
}
