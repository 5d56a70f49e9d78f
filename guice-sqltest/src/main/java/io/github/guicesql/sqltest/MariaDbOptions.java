package io.github.guicesql.sqltest;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a private server, for {@link MariaDbServer#launch(MariaDbOptions)}. Immutable:
 * each {@code with…} method returns a changed copy.
 *
 * @param settings the server's options as an option file has them, such as {@code max_connections}
 *     with the value {@code 5}; they override all others. A relative file name in one is relative
 *     to the server's data folder
 * @param dataDirectory a folder that is kept when the server is closed and used again by the next
 *     server; {@code null} (the default) for a temporary one
 * @param port the TCP port, or 0 (the default) for a free one
 * @param certificate the server's certificate, followed by those that sign it, in PEM form; {@code
 *     null} (the default) for a server without TLS
 * @param privateKey the certificate's private key, in PEM form without a passphrase
 */
public record MariaDbOptions(
    Map<String, String> settings,
    @Nullable Path dataDirectory,
    int port,
    @Nullable Path certificate,
    @Nullable Path privateKey)
    implements ServerOptions {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  /**
   * Validates the values.
   *
   * @throws IllegalArgumentException if a setting's name or the port is invalid, or a certificate
   *     comes without its key
   */
  public MariaDbOptions {
    settings =
        ServerOptions.checked(
            settings, NAME, Product.MARIADB, "an option file, for instance max_connections");
    ServerOptions.check(port, certificate, privateKey);
  }

  /** A temporary server on a free port, with few settings and without TLS. */
  public static MariaDbOptions defaults() {
    return new MariaDbOptions(Map.of(), null, 0, null, null);
  }

  /** Adds an option of the server, as in an option file; the value needs no quotes. */
  public MariaDbOptions withSetting(String name, String value) {
    return new MariaDbOptions(
        ServerOptions.with(settings, name, value), dataDirectory, port, certificate, privateKey);
  }

  /**
   * Keeps the data and the password in a folder that the next server uses again; it is created if
   * it does not exist. Such a server writes as durably as MariaDB does by default.
   */
  public MariaDbOptions withDataDirectory(Path directory) {
    return new MariaDbOptions(settings, directory, port, certificate, privateKey);
  }

  /** Sets the TCP port. */
  public MariaDbOptions withPort(int number) {
    return new MariaDbOptions(settings, dataDirectory, number, certificate, privateKey);
  }

  /**
   * Enables TLS. Both files are copied, so their owner and permissions do not matter. Plain
   * connections are still allowed; the setting {@code require_secure_transport} refuses them.
   */
  public MariaDbOptions withTls(Path pemCertificate, Path pemPrivateKey) {
    return new MariaDbOptions(settings, dataDirectory, port, pemCertificate, pemPrivateKey);
  }
}
