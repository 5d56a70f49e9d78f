package io.github.guicesql.mysql;

import static io.github.guicesql.sqlmodule.internal.dsn.Rule.only;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.refused;
import static java.util.Map.entry;

import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The known parameter names of the forms other than JDBC URLs, each with its rule. What a parameter
 * asks for is set, or happens anyway, or is refused by name.
 */
final class DsnParameter {
  private static final String PLUGINS =
      "see restrictedAuth in a jdbc:mariadb: URL, disabledAuthenticationPlugins in a jdbc:mysql: one";

  private static final String STORE =
      "make it a PKCS 12 store and name it in a jdbc: URL, as keyStore for MariaDB's driver or"
          + " clientCertificateKeyStoreUrl for MySQL's";

  /**
   * The parameters of go-sql-driver/mysql 1.10, README, "Parameters"; their names are
   * case-sensitive.
   */
  private static final Map<String, Rule<DsnMapping>> GO =
      Map.ofEntries(
          entry("tls", DsnMapping::goTls),
          entry("loc", DsnMapping::location),
          entry("timeout", duration("connectTimeout")),
          entry("readTimeout", duration("socketTimeout")),
          entry("collation", DsnMapping::collation),
          entry("maxAllowedPacket", DsnMapping::maxAllowedPacket),
          entry("connectionAttributes", DsnMapping::attributes),
          entry("clientFoundRows", opposite("useAffectedRows")),
          entry("interpolateParams", opposite("useServerPrepStmts")),
          entry("multiStatements", flag("allowMultiQueries")),
          entry("compress", flag("useCompression")),
          entry("allowAllFiles", DsnMapping::localFiles),
          // These happen anyway.
          entry("charset", DsnMapping::charset),
          entry("parseTime", so(true, "JDBC gives times as times; read them as text")),
          entry("checkConnLiveness", so(true, "the pool tests idle connections")),
          entry("allowNativePasswords", so(true, PLUGINS)),
          entry("allowCleartextPasswords", so(true, PLUGINS)),
          entry("allowOldPasswords", so(false, "the drivers do not know them")),
          entry("columnsWithAlias", so(false, "ask ResultSetMetaData for the table")),
          entry("rejectReadOnly", so(false, "the drivers do not retry")),
          entry("strict", so(false, "set sql_mode")),
          entry("allowFallbackToPlaintext", so(false, "write tls=preferred")),
          entry("timeTruncate", zero()),
          entry("writeTimeout", zero()),
          // These have no equivalent.
          entry(
              "serverPubKey",
              refused(
                  "names a key that is registered in a Go program",
                  "use a mysql:// URI with server-public-key-path=/path/to/key.pem")));

  /**
   * The parameters of the MySQL 8.4 manual, "Connection Parameters for URI-Like Strings"; their
   * names are case-insensitive.
   */
  private static final Map<String, Rule<DsnMapping>> MYSQL =
      Map.ofEntries(
          entry("ssl-mode", DsnMapping::mysqlTls),
          entry("ssl-ca", Rule.apart()), // It needs ssl-mode: see DsnMapping.authority().
          entry("tls-version", DsnMapping::tlsVersions),
          entry("tls-versions", DsnMapping::tlsVersions),
          entry("tls-ciphersuites", DsnMapping::ciphers),
          entry("connect-timeout", DsnMapping::connectTimeout),
          entry("compression", DsnMapping::compression),
          entry("connection-attributes", DsnMapping::attributes),
          entry("get-server-public-key", flag("allowPublicKeyRetrieval")),
          entry("server-public-key-path", DsnMapping::publicKey),
          // These have no equivalent.
          entry(
              "socket",
              refused(
                  "is a Unix socket, which neither JDBC driver opens by itself",
                  "write a host; or localSocket in a jdbc:mariadb: URL")),
          entry("ssl-cert", clientsPem()),
          entry("ssl-key", clientsPem()),
          entry("ssl-capath", nothingLikeIt()),
          entry("ssl-crl", nothingLikeIt()),
          entry("ssl-crlpath", nothingLikeIt()),
          entry("ssl-cipher", nothingLikeIt()),
          entry("auth-method", nothingLikeIt()));

  private DsnParameter() {}

  private static Rule<DsnMapping> flag(String property) {
    return (mapping, parameter) -> mapping.bool(parameter, property, true);
  }

  private static Rule<DsnMapping> opposite(String property) {
    return (mapping, parameter) -> mapping.bool(parameter, property, false);
  }

  /** Returns a rule for a parameter that asks for what always happens. */
  private static Rule<DsnMapping> so(boolean possible, String because) {
    return (mapping, parameter) -> mapping.so(parameter, possible, because);
  }

  private static Rule<DsnMapping> duration(String property) {
    return (mapping, parameter) -> mapping.duration(parameter, property);
  }

  private static Rule<DsnMapping> zero() {
    return only("0[a-z]*", "cannot be honoured: JDBC has nothing like it", "leave it out");
  }

  private static Rule<DsnMapping> clientsPem() {
    return refused("is a PEM file, which neither JDBC driver reads as a client's", STORE);
  }

  private static Rule<DsnMapping> nothingLikeIt() {
    return refused("cannot be honoured: no JDBC driver has the like", "leave it out");
  }

  static List<String> goNames() {
    return GO.keySet().stream().sorted().toList();
  }

  static boolean isGo(String name) {
    return GO.containsKey(name);
  }

  static List<String> uriNames() {
    Map<String, Rule<DsnMapping>> all = new TreeMap<>(GO);
    all.putAll(MYSQL);
    return List.copyOf(all.keySet());
  }

  /** Returns a URI parameter's name as spelled here, or null if it is unknown. */
  static @Nullable String uriName(String written) {
    String mysql = written.toLowerCase(Locale.ROOT).replace('_', '-');
    if (MYSQL.containsKey(mysql)) {
      return mysql;
    }
    return isGo(written) ? written : null;
  }

  /** Returns the rule for a parameter of go-sql-driver, or null if it has none of that name. */
  static @Nullable Rule<DsnMapping> goRule(String name) {
    return GO.get(name);
  }

  /** Returns the rule for a URI's parameter, or null if there is none of that name. */
  static @Nullable Rule<DsnMapping> uriRule(String name) {
    Rule<DsnMapping> rule = MYSQL.get(name);
    return rule == null ? GO.get(name) : rule;
  }
}
