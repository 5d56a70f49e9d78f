package io.github.guicesql.sqltest;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a launched server is to be, whatever its product. */
sealed interface ServerOptions permits PostgresOptions, MariaDbOptions, MysqlOptions {

  Map<String, String> settings();

  @Nullable Path dataDirectory();

  int port();

  @Nullable Path certificate();

  @Nullable Path privateKey();

  /**
   * The settings, in a copy that keeps their order.
   *
   * @param example tells where such a setting is written, and the name of one
   * @throws IllegalArgumentException if one has a name that none can have
   */
  static Map<String, String> checked(
      Map<String, String> settings, Pattern name, Product product, String example) {
    for (String setting : settings.keySet()) {
      if (!name.matcher(setting).matches()) {
        throw new IllegalArgumentException(
            "\""
                + setting
                + "\" cannot be the name of a "
                + product.title()
                + " setting: write one as in "
                + example);
      }
    }
    return Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * Checks what is not a setting.
   *
   * @throws IllegalArgumentException if the port cannot be one, or a certificate comes without its
   *     key
   */
  static void check(int port, @Nullable Path certificate, @Nullable Path privateKey) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "The port is " + port + ": write 1 to 65535, or 0 for a free one");
    }
    if ((certificate == null) != (privateKey == null)) {
      throw new IllegalArgumentException("TLS needs both: the certificate and its private key");
    }
  }

  static Map<String, String> with(Map<String, String> settings, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(name, value);
    return more;
  }
}
