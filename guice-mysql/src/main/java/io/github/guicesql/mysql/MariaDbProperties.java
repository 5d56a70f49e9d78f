package io.github.guicesql.mysql;

import static io.github.guicesql.sqlmodule.internal.dsn.Rule.apart;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.only;

import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames.Row;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Additional knowledge of MariaDB Connector/J's properties: those that it reads without listing
 * them, those that it no longer accepts, and those that make no sense below a pool.
 */
final class MariaDbProperties {

  /**
   * The properties for a TLS plug-in, a credential plug-in or a socket factory, which receives the
   * whole configuration.
   */
  static final Set<String> PLUGINS = Set.of("credentialType", "socketFactory", "tlsSocketType");

  /**
   * Flags that the driver reads where they are used and lists nowhere; their values are true or
   * false.
   */
  static final List<String> UNLISTED_FLAGS =
      List.of(
          "forceTransactionEnd",
          "canUseServerTimeout",
          "getImportedKeysUsingIs",
          "getExportedKeysUsingIs",
          "importedKeysWithConstraintNames",
          "resultSetMetaDataUnsignedCompatibility",
          "enableBulkUnitResult",
          "interactiveClient",
          "extendedTypeInfo",
          "deprecateEof",
          "enableSkipMeta");

  /** Times in milliseconds that the driver reads where they are used and lists nowhere. */
  static final List<String> UNLISTED_TIMES = List.of("deniedListTimeout", "waitReconnectTimeout");

  static final Map<String, Rule<JdbcMapping>> RULES = rules();

  static final ForeignNames FOREIGN =
      MysqlForeignNames.ofJdbc(
          "a property of MariaDB Connector/J",
          Row.of(
              "write sslMode: trust (encrypts and believes every server), verify-ca or verify-full",
              "useSSL",
              "requireSSL",
              "verifyServerCertificate",
              "ssl",
              "tls",
              "ssl-mode",
              "sslaccept",
              "encrypt"),
          Row.of("write serverSslCert, with sslMode=verify-full", "sslca", "ssl-ca", "ca"),
          Row.of("write keyStore, with the certificate and its key", "sslcert", "sslkey"),
          Row.of(
              "write connectionTimeZone with preserveInstants=true, if times are to be converted",
              "serverTimezone",
              "loc",
              "useTimezone"),
          Row.of("write allowLocalInfile", "allowLoadLocalInfile"),
          Row.of("write serverRsaPublicKeyFile", "serverRSAPublicKeyFile"),
          Row.of("write enabledSslProtocolSuites", "tlsVersions", "enabledTLSProtocols"),
          Row.of("write enabledSslCipherSuites", "tlsCiphersuites", "enabledSSLCipherSuites"),
          Row.of(
              "write restrictedAuth with those that are allowed", "disabledAuthenticationPlugins"),
          Row.of(
              "write credentialType too, which says who reads it",
              "region",
              "accessKeyId",
              "secretKey",
              "userKey",
              "pwdKey"),
          Row.of(
              "leave it out: it is MySQL Connector/J's, and MariaDB's driver has nothing like it",
              "zeroDateTimeBehavior",
              "failOverReadOnly",
              "cacheServerConfiguration",
              "elideSetAutoCommits",
              "maintainTimeStats",
              "useLocalTransactionState",
              "useCursorFetch",
              "prepStmtCacheSqlLimit",
              "cacheResultSetMetadata",
              "cacheCallableStmts",
              "noAccessToProcedureBodies",
              "useInformationSchema",
              "noDatetimeStringSync",
              "profileSQL",
              "logSlowQueries",
              "dontTrackOpenResources",
              "emptyStringsConvertToZero",
              "treatUtilDateAsTimestamp",
              "alwaysSendSetIsolation"));

  private MariaDbProperties() {}

  private static Map<String, Rule<JdbcMapping>> rules() {
    Map<String, Rule<JdbcMapping>> rules = new HashMap<>();
    for (String name :
        List.of(
            "pool",
            "poolName",
            "maxPoolSize",
            "minPoolSize",
            "maxIdleTime",
            "registerJmxPool",
            "poolValidMinDelay",
            "useResetConnection",
            "testMinRemovalDelay")) {
      rules.put(
          name,
          always(
              "is for the driver's own pool, and there is one already",
              "leave it out; the pool has its own keys, such as MYSQL_MAX_OPEN_CONNS"));
    }
    rules.put(
        "keyPassword",
        always(
            "would be shown: the driver writes it into the connection's URL",
            "give the key the password of its store, and write keyStorePassword"));
    rules.put(
        "database", always("is not a parameter", "write it after the hosts, host:3306/database"));
    UNLISTED_FLAGS.forEach(name -> rules.put(name, JdbcMapping::trueOrFalse));
    UNLISTED_TIMES.forEach(name -> rules.put(name, JdbcMapping::number));
    rules.put("disableSslContextCache", JdbcMapping::trueOrFalse);
    rules.put("connectionTimeZone", JdbcMapping::zone);
    // Further passwords answer the prompts of PAM.
    for (int i = 2; i <= 9; i++) {
      rules.put("password" + i, JdbcMapping::as);
    }
    // These are the TLS properties of the driver before 3.0: see MariaDbTls.
    for (String name : MariaDbTls.LEGACY) {
      rules.put(name, apart());
    }
    // Old URLs contain these; they happen anyway.
    rules.put("useUnicode", so("(?i)true|1|"));
    rules.put("useLegacyDatetimeCode", so("(?i)false|0"));
    rules.put("useJDBCCompliantTimezoneShift", so("(?i)true|1|"));
    rules.put("nullNamePatternMatchesAll", so("(?i)true|1|"));
    rules.put("autoReconnect", pooled());
    rules.put("autoReconnectForPools", pooled());
    rules.put("characterEncoding", utf8());
    rules.put("characterSetResults", utf8());
    rules.put("passwordCharacterEncoding", utf8());
    return Map.copyOf(rules);
  }

  static Rule<JdbcMapping> always(String wrong, String write) {
    return (mapping, parameter) -> mapping.never(parameter, wrong, write);
  }

  static Rule<JdbcMapping> so(String values) {
    return only(values, "cannot be otherwise with this driver", "leave it out");
  }

  /**
   * Returns a rule for reconnect settings, which are not needed: the pool replaces a dead
   * connection in any case.
   */
  private static Rule<JdbcMapping> pooled() {
    return only(
        "(?i)true|false|1|0|", "is neither true nor false", "leave it out; the pool reconnects");
  }

  private static Rule<JdbcMapping> utf8() {
    return only(
        "(?i)(utf-?8(mb[34])?)?",
        "cannot be honoured: the driver speaks utf8mb4, and the server converts",
        "leave it out");
  }
}
