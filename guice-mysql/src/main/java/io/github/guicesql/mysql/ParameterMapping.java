package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Connector.Tls;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.internal.dsn.ParameterProblem;
import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the parameters of go-sql-driver and of MySQL's URIs into a JDBC driver's properties. What a
 * parameter asks for is done, is so anyway, or is refused by name.
 *
 * <p>Of go-sql-driver's defaults, those are kept that say what stands in the database and how to
 * reach it: times are UTC, there is no TLS, the server's key is asked for. Those of its API are
 * JDBC's: an update counts the rows that it found, for instance, unless clientFoundRows=false.
 */
final class ParameterMapping {
  private static final SettingParser<Duration> MILLIS =
      SettingParser.duration(Duration.ofMillis(1), Duration.ofMillis(Integer.MAX_VALUE));
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern COLLATION = Pattern.compile("utf8mb4_\\w+");
  private static final Pattern CHARSETS = Pattern.compile("(utf8mb4|utf8mb3|utf8)(,\\w+)*");
  private static final Pattern ATTRIBUTES = Pattern.compile("[^:,]+:[^:,]*(,[^:,]+:[^:,]*)*,?");

  /** A session variable's value that is no more than a value, whatever the driver makes of it. */
  private static final Pattern VALUE = Pattern.compile("[\\w.+-]+|'[^'\\\\]*'|\"[^\"\\\\]*\"");

  private static final String LEAVE_OUT = "leave it out";
  private static final String LONGER = "write such as 5s, 250ms or 1m30s, or 0 for no limit";
  private static final String STORE =
      "make it a PKCS 12 store and name it in a jdbc: URL, as keyStore for MariaDB's driver or"
          + " clientCertificateKeyStoreUrl for MySQL's";

  private final MysqlDsn dsn;
  private final Connector connector;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<String> variables = new ArrayList<>();
  private final List<ParameterProblem> problems = new ArrayList<>();

  ParameterMapping(MysqlDsn dsn, Connector connector) {
    this.dsn = dsn;
    this.connector = connector;
  }

  Map<String, String> map() throws UnusableParametersException {
    if (dsn.form() == MysqlDsn.Form.GO) {
      location("UTC");
      tls("tls", Tls.DISABLED);
      properties.put("allowPublicKeyRetrieval", "true");
      properties.put(connector.localInfileProperty(), "false");
    }
    dsn.parameters().forEach(this::parameter);
    authority();
    if (!variables.isEmpty()) {
      properties.put("sessionVariables", String.join(",", variables));
    }
    if (!problems.isEmpty()) {
      throw new UnusableParametersException(problems);
    }
    return properties;
  }

  private void parameter(String name, String value) {
    switch (name) {
      case "tls" -> goTls(value);
      case "ssl-mode" -> mysqlTls(value);
      case "ssl-ca" -> {
        // It needs ssl-mode: see authority().
      }
      case "loc" -> location(value);
      case "charset" -> charset(value);
      case "collation" -> collation(value);
      case "timeout" -> duration(name, value, "connectTimeout");
      case "readTimeout" -> duration(name, value, "socketTimeout");
      case "connect-timeout" -> number(name, value, "connectTimeout");
      case "maxAllowedPacket" -> maxAllowedPacket(value);
      case "multiStatements" -> bool(name, value, "allowMultiQueries", true);
      case "interpolateParams" -> bool(name, value, "useServerPrepStmts", false);
      case "clientFoundRows" -> bool(name, value, "useAffectedRows", false);
      case "compress" -> bool(name, value, "useCompression", true);
      case "allowAllFiles" -> bool(name, value, connector.localInfileProperty(), true);
      case "get-server-public-key" -> bool(name, value, "allowPublicKeyRetrieval", true);
      case "server-public-key-path" -> properties.put(connector.publicKeyProperty(), value);
      case "tls-version", "tls-versions" ->
          properties.put(connector.tlsVersionsProperty(), unbracketed(value));
      case "tls-ciphersuites" -> properties.put(connector.ciphersProperty(), unbracketed(value));
      case "compression" -> compression(value);
      case "connectionAttributes", "connection-attributes" -> attributes(name, value);
      case "parseTime" -> only(name, value, true, "JDBC gives times as times; read them as text");
      case "checkConnLiveness" -> only(name, value, true, "the pool tests idle connections");
      case "allowNativePasswords" -> only(name, value, true, "see " + plugins());
      case "allowCleartextPasswords" -> only(name, value, true, "see " + plugins());
      case "allowOldPasswords" -> only(name, value, false, "the drivers do not know them");
      case "columnsWithAlias" -> only(name, value, false, "ask ResultSetMetaData for the table");
      case "rejectReadOnly" -> only(name, value, false, "the drivers do not retry");
      case "strict" -> only(name, value, false, "set sql_mode");
      case "allowFallbackToPlaintext" -> only(name, value, false, "write tls=preferred");
      case "timeTruncate", "writeTimeout" -> zero(name, value);
      case "serverPubKey" ->
          refuse(
              name,
              "names a key that is registered in a Go program",
              "use a mysql:// URI with server-public-key-path=/path/to/key.pem");
      case "socket" ->
          refuse(
              name,
              "is a Unix socket, which neither JDBC driver opens by itself",
              "write a host; or localSocket in a jdbc:mariadb: URL");
      case "ssl-cert", "ssl-key" ->
          refuse(name, "is a PEM file, which neither JDBC driver reads as a client's", STORE);
      case "ssl-capath", "ssl-crl", "ssl-crlpath", "ssl-cipher", "auth-method" ->
          refuse(name, "cannot be honoured: no JDBC driver has the like", LEAVE_OUT);
      default -> variable(name, value);
    }
  }

  private static String plugins() {
    return "restrictedAuth in a jdbc:mariadb: URL, disabledAuthenticationPlugins in a jdbc:mysql: one";
  }

  private void refuse(String name, String wrong, String write) {
    problems.add(new ParameterProblem(name, wrong, write));
  }

  /** go-sql-driver's words; any other name is of a configuration registered in a Go program. */
  private void goTls(String value) {
    Boolean plain = parseBool(value);
    if (plain != null) {
      tls("tls", plain ? Tls.VERIFY_FULL : Tls.DISABLED);
      return;
    }
    switch (value.toLowerCase(Locale.ROOT)) {
      case "skip-verify" -> tls("tls", Tls.REQUIRED);
      case "preferred" -> tls("tls", Tls.PREFERRED);
      default ->
          refuse(
              "tls",
              "names a configuration that is registered in a Go program",
              "write true, skip-verify, preferred or false; or a mysql:// URI with"
                  + " ssl-mode=VERIFY_IDENTITY&ssl-ca=/path/to/ca.pem");
    }
  }

  private void mysqlTls(String value) {
    switch (value.toUpperCase(Locale.ROOT)) {
      case "DISABLED" -> tls("ssl-mode", Tls.DISABLED);
      case "PREFERRED" -> tls("ssl-mode", Tls.PREFERRED);
      case "REQUIRED" -> tls("ssl-mode", Tls.REQUIRED);
      case "VERIFY_CA" -> tls("ssl-mode", Tls.VERIFY_CA);
      case "VERIFY_IDENTITY" -> tls("ssl-mode", Tls.VERIFY_FULL);
      default ->
          refuse(
              "ssl-mode",
              "has a value that it cannot have",
              "write one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY");
    }
  }

  private void tls(String name, Tls tls) {
    @Nullable String mode = connector.sslMode(tls);
    if (mode == null) {
      refuse(
          name,
          "cannot be honoured: " + connector.name() + " either encrypts or does not",
          "say which; or put " + MysqlConnector.ARTIFACT + " on the class path instead");
    } else {
      properties.put("sslMode", mode);
    }
  }

  /** As MySQL's client: an authority alone asks for its being looked at. */
  private void authority() {
    @Nullable String file = dsn.parameters().get("ssl-ca");
    if (file == null) {
      return;
    }
    @Nullable String property = connector.caProperty();
    if (property == null) {
      refuse(
          "ssl-ca",
          "is a PEM file, which " + connector.name() + " does not read",
          "make it a store, with keytool -importcert -noprompt -file ca.pem -keystore ca.p12, and"
              + " name it in a jdbc:mysql: URL as trustCertificateKeyStoreUrl=file:/path/to/ca.p12"
              + " with trustCertificateKeyStorePassword");
      return;
    }
    @Nullable String mode = properties.putIfAbsent("sslMode", connector.sslMode(Tls.VERIFY_CA));
    if (mode != null
        && !mode.equals(connector.sslMode(Tls.VERIFY_CA))
        && !mode.equals(connector.sslMode(Tls.VERIFY_FULL))) {
      refuse("ssl-ca", "has no effect with this ssl-mode", "write ssl-mode=VERIFY_IDENTITY too");
    }
    properties.put(property, file);
  }

  private void location(String value) {
    try {
      String zone = value.equals("Local") ? "LOCAL" : ZoneId.of(value).getId();
      properties.put("connectionTimeZone", zone);
      properties.put("preserveInstants", "true");
      properties.put("forceConnectionTimeZoneToSession", "false");
    } catch (DateTimeException e) {
      refuse("loc", "is no time zone", "write Local, UTC or such as Europe%2FParis");
    }
  }

  /** Both drivers speak utf8mb4, which all of Java's characters and all older UTF-8 are in. */
  private void charset(String value) {
    if (!CHARSETS.matcher(value.toLowerCase(Locale.ROOT)).matches()) {
      refuse(
          "charset",
          "cannot be honoured: the drivers speak utf8mb4, and the server converts",
          "write utf8mb4, or " + LEAVE_OUT);
    }
  }

  private void collation(String value) {
    if (COLLATION.matcher(value).matches()) {
      properties.put("connectionCollation", value);
    } else {
      refuse(
          "collation",
          "cannot be honoured: the drivers speak utf8mb4",
          "write one that begins with utf8mb4_");
    }
  }

  private void duration(String name, String value, String property) {
    try {
      properties.put(property, String.valueOf(MILLIS.parse(value).toMillis()));
    } catch (InvalidValueException e) {
      refuse(name, "is no length of time between 1ms and 24 days", LONGER);
    }
  }

  private void number(String name, String value, String property) {
    if (NUMBER.matcher(value).matches()) {
      properties.put(property, value);
    } else {
      refuse(name, "is no number", "write a number of milliseconds, 0 for no limit");
    }
  }

  private void maxAllowedPacket(String value) {
    if (!NUMBER.matcher(value).matches()) {
      refuse("maxAllowedPacket", "is no number", "write a number of bytes, 0 for the server's own");
    } else if (Integer.parseInt(value) > 0) {
      properties.put("maxAllowedPacket", value);
    }
  }

  private void compression(String value) {
    switch (value.toUpperCase(Locale.ROOT)) {
      case "DISABLED" -> properties.put("useCompression", "false");
      case "PREFERRED" -> properties.put("useCompression", "true");
      default ->
          refuse(
              "compression",
              "cannot be honoured: the drivers compress where the server can",
              "write PREFERRED or DISABLED");
    }
  }

  private void attributes(String name, String value) {
    String attributes = unbracketed(value);
    if (ATTRIBUTES.matcher(attributes).matches()) {
      properties.put("connectionAttributes", attributes);
    } else {
      refuse(name, "is no list of attributes", "write name:value,name:value");
    }
  }

  private static String unbracketed(String list) {
    return list.startsWith("[") && list.endsWith("]") ? list.substring(1, list.length() - 1) : list;
  }

  /**
   * @param same whether the property means the same, not the opposite
   */
  private void bool(String name, String value, String property, boolean same) {
    @Nullable Boolean parsed = checkedBool(name, value);
    if (parsed != null) {
      properties.put(property, String.valueOf(parsed == same));
    }
  }

  /** What is so anyway, and cannot be otherwise. */
  private void only(String name, String value, boolean possible, String because) {
    @Nullable Boolean parsed = checkedBool(name, value);
    if (parsed != null && parsed != possible) {
      refuse(name, "cannot be " + parsed + " in JDBC", LEAVE_OUT + "; " + because);
    }
  }

  private @Nullable Boolean checkedBool(String name, String value) {
    @Nullable Boolean parsed = parseBool(value);
    if (parsed == null) {
      refuse(name, "is neither true nor false", "write true or false");
    }
    return parsed;
  }

  private static @Nullable Boolean parseBool(String value) {
    return switch (value) {
      case "1", "true", "TRUE", "True" -> true;
      case "0", "false", "FALSE", "False" -> false;
      default -> null;
    };
  }

  private void zero(String name, String value) {
    if (!value.matches("0[a-z]*")) {
      refuse(name, "cannot be honoured: JDBC has nothing like it", LEAVE_OUT);
    }
  }

  private void variable(String name, String value) {
    if (name.equals("autocommit")) {
      only(name, value, true, "call Connection.setAutoCommit(false)");
    } else if (VALUE.matcher(value).matches()) {
      variables.add(name + "=" + value);
    } else {
      refuse(
          name,
          "is a system variable whose value is neither a word nor a text in quotes",
          "write a number, a word, or %27text%27 without backslashes");
    }
  }
}
