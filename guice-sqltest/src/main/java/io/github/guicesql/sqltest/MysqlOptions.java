package io.github.guicesql.sqltest;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a server of one's own is to be, for {@link MysqlServer#launch(MysqlOptions)}. Immutable: each
 * {@code with…} returns a copy.
 *
 * @param settings the server's options as an option file has them, as {@code max_connections} to
 *     {@code 5}; they win over every other. A relative file name in one is relative to the server's
 *     data folder
 * @param dataDirectory a folder that lives on when the server is closed and is used again by the
 *     next server; {@code null} (the default) for a temporary one
 * @param port the TCP port, or 0 (the default) for a free one
 * @param certificate the server's certificate, with those that sign it, in PEM form; {@code null}
 *     (the default) for the one that MySQL makes itself, which no client believes
 * @param privateKey the certificate's private key, in PEM form without a passphrase
 */
public record MysqlOptions(
    Map<String, String> settings,
    @Nullable Path dataDirectory,
    int port,
    @Nullable Path certificate,
    @Nullable Path privateKey)
    implements ServerOptions {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a setting's name or the port cannot be one, or a
   *     certificate comes without its key
   */
  public MysqlOptions {
    settings =
        ServerOptions.checked(
            settings, NAME, Product.MYSQL, "an option file, for instance max_connections");
    ServerOptions.check(port, certificate, privateKey);
  }

  /**
   * A temporary server on a free port, with few settings and a certificate of MySQL's own making.
   */
  public static MysqlOptions defaults() {
    return new MysqlOptions(Map.of(), null, 0, null, null);
  }

  /** Adds an option of the server, as in an option file; the value needs no quotes. */
  public MysqlOptions withSetting(String name, String value) {
    return new MysqlOptions(
        ServerOptions.with(settings, name, value), dataDirectory, port, certificate, privateKey);
  }

  /**
   * Keeps the data, and the password, in a folder that is used again by the next server; it is
   * created when it is not there. Such a server writes as durably as MySQL does by default.
   */
  public MysqlOptions withDataDirectory(Path directory) {
    return new MysqlOptions(settings, directory, port, certificate, privateKey);
  }

  /** Listens on this port. */
  public MysqlOptions withPort(int number) {
    return new MysqlOptions(settings, dataDirectory, number, certificate, privateKey);
  }

  /**
   * Has the server show this certificate. Both files are copied, so their owner and permissions do
   * not matter. Plain connections are still allowed; the setting {@code require_secure_transport}
   * refuses them.
   */
  public MysqlOptions withTls(Path pemCertificate, Path pemPrivateKey) {
    return new MysqlOptions(settings, dataDirectory, port, pemCertificate, pemPrivateKey);
  }
}
