package io.github.guicesql.mysql;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that mean something in the forms that are no JDBC URL; {@link ParameterMapping} says
 * what.
 */
final class DsnParameter {

  /** go-sql-driver/mysql 1.10, README, "Parameters"; it tells upper case from lower. */
  private static final List<String> GO =
      List.of(
          "allowAllFiles",
          "allowCleartextPasswords",
          "allowFallbackToPlaintext",
          "allowNativePasswords",
          "allowOldPasswords",
          "charset",
          "checkConnLiveness",
          "clientFoundRows",
          "collation",
          "columnsWithAlias",
          "compress",
          "connectionAttributes",
          "interpolateParams",
          "loc",
          "maxAllowedPacket",
          "multiStatements",
          "parseTime",
          "readTimeout",
          "rejectReadOnly",
          "serverPubKey",
          "strict",
          "timeTruncate",
          "timeout",
          "tls",
          "writeTimeout");

  /** MySQL 8.4 manual, "Connection Parameters for URI-Like Strings"; in any case. */
  private static final List<String> MYSQL =
      List.of(
          "auth-method",
          "compression",
          "connect-timeout",
          "connection-attributes",
          "get-server-public-key",
          "server-public-key-path",
          "socket",
          "ssl-ca",
          "ssl-capath",
          "ssl-cert",
          "ssl-cipher",
          "ssl-crl",
          "ssl-crlpath",
          "ssl-key",
          "ssl-mode",
          "tls-ciphersuites",
          "tls-version",
          "tls-versions");

  private DsnParameter() {}

  static List<String> goNames() {
    return GO;
  }

  static boolean isGo(String name) {
    return GO.contains(name);
  }

  static List<String> uriNames() {
    return Stream.concat(MYSQL.stream(), GO.stream()).toList();
  }

  /** The name as it stands here, or null if it means nothing in a URI. */
  static @Nullable String uriName(String written) {
    String mysql = written.toLowerCase(Locale.ROOT).replace('_', '-');
    if (MYSQL.contains(mysql)) {
      return mysql;
    }
    return isGo(written) ? written : null;
  }
}
