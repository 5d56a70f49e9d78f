package io.github.guicesql.mysql;

import static io.github.guicesql.mysql.MariaDbProperties.always;
import static io.github.guicesql.mysql.MariaDbProperties.so;

import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames.Row;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Additional knowledge of MySQL Connector/J's properties: values that it rejects only on
 * connecting, and names that it no longer has.
 */
final class MysqlProperties {

  /** The properties for classes that receive the properties on creation. */
  static final Set<String> PLUGINS =
      Set.of(
          "socketFactory",
          "authenticationPlugins",
          "propertiesTransform",
          "connectionLifecycleInterceptors",
          "queryInterceptors",
          "exceptionInterceptors",
          "clientInfoProvider",
          "profilerEventHandler",
          "queryInfoCacheFactory",
          "serverConfigCacheFactory",
          "loadBalanceExceptionChecker",
          "authenticationWebAuthnCallbackHandler",
          "authenticationOpenidConnectCallbackHandler",
          "sslContextProvider",
          "trustManagerFactoryProvider",
          "KeyManagerFactoryProvider");

  static final Map<String, Rule<JdbcMapping>> RULES = rules();

  static final ForeignNames FOREIGN =
      MysqlForeignNames.ofJdbc(
          "a property of MySQL Connector/J",
          Row.of(
              "write sslMode=REQUIRED (encrypts and believes every server) or VERIFY_IDENTITY",
              "ssl",
              "tls",
              "ssl-mode",
              "sslaccept",
              "trustServerCertificate",
              "encrypt"),
          Row.of(
              "make it a store, with keytool -importcert, and write"
                  + " trustCertificateKeyStoreUrl=file:/path/to/ca.p12 with sslMode=VERIFY_IDENTITY",
              "sslca",
              "ssl-ca",
              "ca",
              "serverSslCert"),
          Row.of("write sslMode=VERIFY_CA", "disableSslHostnameVerification"),
          Row.of("write trustCertificateKeyStoreUrl=file:/path/to/store", "trustStore"),
          Row.of(
              "write clientCertificateKeyStoreUrl=file:/path/to/store",
              "keyStore",
              "sslcert",
              "sslkey"),
          Row.of("write connectionTimeZone", "timezone", "loc", "useTimezone"),
          Row.of("write allowLoadLocalInfile", "allowLocalInfile"),
          Row.of("write serverRSAPublicKeyFile", "serverRsaPublicKeyFile"),
          Row.of(
              "leave it out, or use a jdbc:mariadb: URL: it is MariaDB Connector/J's",
              "credentialType",
              "useBulkStmts",
              "useBulkStmtsForInserts",
              "restrictedAuth",
              "useMysqlMetadata",
              "usePipelineAuth",
              "useBatchMultiSend",
              "localSocket",
              "galeraAllowedState",
              "transactionReplay"),
          Row.of("leave it out; the pool reconnects", "reconnect"),
          Row.of(
              "leave it out: the driver has had no such property since 8.0",
              "useGmtMillisForDatetimes",
              "useFastDateParsing",
              "useFastIntParsing",
              "useDynamicCharsetInfo",
              "useOldUTF8Behavior",
              "useJvmCharsetConverters",
              "capitalizeTypeNames",
              "relaxAutoCommit",
              "runningCTS13",
              "strictFloatingPoint",
              "retainStatementAfterResultSetClose",
              "useSSPSCompatibleTimezoneShift",
              "cacheCallableStatements"));

  private MysqlProperties() {}

  private static Map<String, Rule<JdbcMapping>> rules() {
    Map<String, Rule<JdbcMapping>> rules = new HashMap<>();
    for (String name :
        List.of("host", "port", "protocol", "path", "type", "address", "priority", "dbname")) {
      rules.put(
          name, always("is not a parameter", "write it before the '?', as in host:3306/database"));
    }
    rules.put("connectionTimeZone", JdbcMapping::zone);
    rules.put("characterEncoding", JdbcMapping::charset);
    rules.put("clobCharacterEncoding", JdbcMapping::charset);
    rules.put("passwordCharacterEncoding", JdbcMapping::charset);
    rules.put("zeroDateTimeBehavior", MysqlProperties::zeroDateTimeBehavior);
    rules.put("trustCertificateKeyStoreUrl", MysqlProperties::storeUrl);
    rules.put("clientCertificateKeyStoreUrl", MysqlProperties::storeUrl);
    // Old URLs contain these; they happen anyway.
    rules.put("useUnicode", so("(?i)true|yes"));
    rules.put("useLegacyDatetimeCode", so("(?i)false|no"));
    rules.put("useJDBCCompliantTimezoneShift", so("(?i)true|yes"));
    rules.put("nullNamePatternMatchesAll", so("(?i)true|yes"));
    return Map.copyOf(rules);
  }

  /**
   * Maps the driver's old name for a value, which the driver accepts although its own validation
   * does not.
   */
  private static void zeroDateTimeBehavior(JdbcMapping mapping, Parameter parameter) {
    mapping.set(
        parameter,
        parameter.value().equalsIgnoreCase("convertToNull")
            ? "CONVERT_TO_NULL"
            : parameter.value());
  }

  private static void storeUrl(JdbcMapping mapping, Parameter parameter) {
    if (parameter.value().isEmpty() || parameter.value().matches("[a-z]{2,}:.*")) {
      mapping.byDriver(parameter);
    } else {
      mapping.never(parameter, "is no URL", "write file:/path/to/store.p12");
    }
  }
}
