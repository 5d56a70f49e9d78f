package io.github.guicesql.sqltest;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of a launched server of any product. */
sealed interface ServerOptions permits PostgresOptions, MariaDbOptions, MysqlOptions {

  Map<String, String> settings();

  @Nullable Path dataDirectory();

  int port();

  @Nullable Path certificate();

  @Nullable Path privateKey();

  /**
   * Returns a copy of the settings in the same order, after validating their names.
   *
   * @param example where such a setting is written, and the name of one, for the message
   * @throws IllegalArgumentException if a setting's name is invalid
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
   * Validates the options other than settings.
   *
   * @throws IllegalArgumentException if the port is invalid, or a certificate comes without its key
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
