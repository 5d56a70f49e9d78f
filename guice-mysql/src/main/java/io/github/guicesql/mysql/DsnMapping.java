package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Connector.Tls;
import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Mapping;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Maps the parameters of go-sql-driver and of MySQL's URIs to a JDBC driver's properties. {@link
 * DsnParameter} is the table; this class contains the rules that need more than a row.
 *
 * <p>go-sql-driver's defaults are kept if they affect the data in the database or the way to reach
 * it: times are UTC, there is no TLS, the server's key is requested. Defaults that concern its API
 * are replaced by JDBC's: for instance, an update counts the rows that it found, unless
 * clientFoundRows=false.
 */
final class DsnMapping extends Mapping {
  private static final SettingParser<Duration> MILLIS =
      SettingParser.duration(Duration.ofMillis(1), Duration.ofMillis(Integer.MAX_VALUE));
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern COLLATION = Pattern.compile("utf8mb4_\\w+");
  private static final Pattern CHARSETS = Pattern.compile("(utf8mb4|utf8mb3|utf8)(,\\w+)*");
  private static final Pattern ATTRIBUTES = Pattern.compile("[^:,]+:[^:,]*(,[^:,]+:[^:,]*)*,?");
  private static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9_]*");

  /** A session variable's value that cannot contain anything else, however the driver parses it. */
  private static final Pattern VALUE = Pattern.compile("[\\w.+-]+|'[^'\\\\]*'|\"[^\"\\\\]*\"");

  private final Dsn<Form> dsn;
  private final Connector connector;
  private final List<String> variables = new ArrayList<>();

  DsnMapping(Dsn<Form> dsn, Connector connector, Problems problems) {
    super(problems);
    this.dsn = dsn;
    this.connector = connector;
  }

  Map<String, String> map() {
    if (dsn.form() == Form.GO) {
      zone("UTC");
      set("sslMode", String.valueOf(connector.sslMode(Tls.DISABLED)));
      set("allowPublicKeyRetrieval", "true");
      set(connector.localInfileProperty(), "false");
    }
    dsn.parameters().all().forEach(this::parameter);
    authority();
    if (!variables.isEmpty()) {
      set("sessionVariables", String.join(",", variables));
    }
    return properties();
  }

  private void parameter(Parameter parameter) {
    boolean go = dsn.form() == Form.GO;
    String name = parameter.name();
    @Nullable Rule<DsnMapping> rule = go ? DsnParameter.goRule(name) : DsnParameter.uriRule(name);
    if (rule != null) {
      rule.apply(this, parameter);
    } else if (go && isVariable(name)) {
      variable(parameter);
    } else if (go) {
      MysqlForeignNames.GO.refuse(parameter, DsnParameter.goNames(), problems());
    } else {
      MysqlForeignNames.URI.refuse(parameter, DsnParameter.uriNames(), problems());
    }
  }

  /**
   * Returns whether the name is a session variable's. Excluded are parameter names in the wrong
   * case and those of other languages, which the server would not know either.
   */
  private static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches()
        && DsnParameter.goNames().stream().noneMatch(name::equalsIgnoreCase)
        && (name.equals("time_zone") || !MysqlForeignNames.GO.knows(name))
        && !name.contains("password");
  }

  /**
   * Maps go-sql-driver's values of tls; any other value names a configuration that is registered in
   * a Go program.
   */
  void goTls(Parameter parameter) {
    Boolean plain = parseBool(parameter.value());
    if (plain != null) {
      tls(parameter, plain ? Tls.VERIFY_FULL : Tls.DISABLED);
      return;
    }
    switch (parameter.value().toLowerCase(Locale.ROOT)) {
      case "skip-verify" -> tls(parameter, Tls.REQUIRED);
      case "preferred" -> tls(parameter, Tls.PREFERRED);
      default ->
          refuse(
              parameter,
              "names a configuration that is registered in a Go program",
              "write true, skip-verify, preferred or false; or a mysql:// URI with"
                  + " ssl-mode=VERIFY_IDENTITY&ssl-ca=/path/to/ca.pem");
    }
  }

  void mysqlTls(Parameter parameter) {
    switch (parameter.value().toUpperCase(Locale.ROOT)) {
      case "DISABLED" -> tls(parameter, Tls.DISABLED);
      case "PREFERRED" -> tls(parameter, Tls.PREFERRED);
      case "REQUIRED" -> tls(parameter, Tls.REQUIRED);
      case "VERIFY_CA" -> tls(parameter, Tls.VERIFY_CA);
      case "VERIFY_IDENTITY" -> tls(parameter, Tls.VERIFY_FULL);
      default ->
          refuse(
              parameter,
              "has a value that it cannot have",
              "write one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY");
    }
  }

  private void tls(Parameter parameter, Tls tls) {
    @Nullable String mode = connector.sslMode(tls);
    if (mode == null) {
      refuse(
          parameter,
          "cannot be honoured: " + connector.name() + " either encrypts or does not",
          "say which; or put " + MysqlConnector.ARTIFACT + " on the class path instead");
    } else {
      set("sslMode", mode);
    }
  }

  /** Enables verification if there is only an authority, as MySQL's client does. */
  private void authority() {
    @Nullable Parameter file = dsn.parameters().get("ssl-ca");
    if (file == null) {
      return;
    }
    @Nullable String property = connector.caProperty();
    if (property == null) {
      refuse(
          file,
          "is a PEM file, which " + connector.name() + " does not read",
          "make it a store, with keytool -importcert -noprompt -file ca.pem -keystore ca.p12, and"
              + " name it in a jdbc:mysql: URL as trustCertificateKeyStoreUrl=file:/path/to/ca.p12"
              + " with trustCertificateKeyStorePassword");
      return;
    }
    String verifies = String.valueOf(connector.sslMode(Tls.VERIFY_CA));
    @Nullable String mode = properties().putIfAbsent("sslMode", verifies);
    if (mode != null
        && !mode.equals(verifies)
        && !mode.equals(connector.sslMode(Tls.VERIFY_FULL))) {
      refuse(file, "has no effect with this ssl-mode", "write ssl-mode=VERIFY_IDENTITY too");
    }
    set(property, file.value());
  }

  void tlsVersions(Parameter parameter) {
    set(connector.tlsVersionsProperty(), unbracketed(parameter.value()));
  }

  void ciphers(Parameter parameter) {
    set(connector.ciphersProperty(), unbracketed(parameter.value()));
  }

  void publicKey(Parameter parameter) {
    set(connector.publicKeyProperty(), parameter.value());
  }

  void localFiles(Parameter parameter) {
    bool(parameter, connector.localInfileProperty(), true);
  }

  void location(Parameter parameter) {
    if (!zone(parameter.value())) {
      refuse(parameter, "is no time zone", "write Local, UTC or such as Europe%2FParis");
    }
  }

  private boolean zone(String value) {
    try {
      set("connectionTimeZone", value.equals("Local") ? "LOCAL" : ZoneId.of(value).getId());
      set("preserveInstants", "true");
      set("forceConnectionTimeZoneToSession", "false");
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /**
   * Checks the character set. Both drivers use utf8mb4, which includes all of Java's characters and
   * the older UTF-8 character sets.
   */
  void charset(Parameter parameter) {
    if (!CHARSETS.matcher(parameter.value().toLowerCase(Locale.ROOT)).matches()) {
      refuse(
          parameter,
          "cannot be honoured: the drivers speak utf8mb4, and the server converts",
          "write utf8mb4, or leave it out");
    }
  }

  void collation(Parameter parameter) {
    if (COLLATION.matcher(parameter.value()).matches()) {
      set("connectionCollation", parameter.value());
    } else {
      refuse(
          parameter,
          "cannot be honoured: the drivers speak utf8mb4",
          "write one that begins with utf8mb4_");
    }
  }

  void duration(Parameter parameter, String property) {
    try {
      set(property, String.valueOf(MILLIS.parse(parameter.value()).toMillis()));
    } catch (InvalidValueException e) {
      refuse(
          parameter,
          "is no length of time between 1ms and 24 days",
          "write such as 5s, 250ms or 1m30s, or 0 for no limit");
    }
  }

  void connectTimeout(Parameter parameter) {
    if (NUMBER.matcher(parameter.value()).matches()) {
      set("connectTimeout", parameter.value());
    } else {
      refuse(parameter, "is no number", "write a number of milliseconds, 0 for no limit");
    }
  }

  void maxAllowedPacket(Parameter parameter) {
    if (!NUMBER.matcher(parameter.value()).matches()) {
      refuse(parameter, "is no number", "write a number of bytes, 0 for the server's own");
    } else if (Integer.parseInt(parameter.value()) > 0) {
      set("maxAllowedPacket", parameter.value());
    } else if (!connector.asksForMaxAllowedPacket()) {
      refuse(
          parameter,
          "cannot be the server's: " + connector.name() + " does not ask for it",
          "write the number of bytes that select @@max_allowed_packet gives, or leave it out");
    }
  }

  void compression(Parameter parameter) {
    switch (parameter.value().toUpperCase(Locale.ROOT)) {
      case "DISABLED" -> set("useCompression", "false");
      case "PREFERRED" -> set("useCompression", "true");
      default ->
          refuse(
              parameter,
              "cannot be honoured: the drivers compress where the server can",
              "write PREFERRED or DISABLED");
    }
  }

  void attributes(Parameter parameter) {
    String attributes = unbracketed(parameter.value());
    if (ATTRIBUTES.matcher(attributes).matches()) {
      set("connectionAttributes", attributes);
    } else {
      refuse(parameter, "is no list of attributes", "write name:value,name:value");
    }
  }

  private static String unbracketed(String list) {
    return list.startsWith("[") && list.endsWith("]") ? list.substring(1, list.length() - 1) : list;
  }

  /**
   * @param same whether the property has the same meaning, rather than the opposite
   */
  void bool(Parameter parameter, String property, boolean same) {
    @Nullable Boolean parsed = checkedBool(parameter);
    if (parsed != null) {
      set(property, String.valueOf(parsed == same));
    }
  }

  void so(Parameter parameter, boolean possible, String because) {
    @Nullable Boolean parsed = checkedBool(parameter);
    if (parsed != null && parsed != possible) {
      refuse(parameter, "cannot be " + parsed + " in JDBC", "leave it out; " + because);
    }
  }

  private @Nullable Boolean checkedBool(Parameter parameter) {
    @Nullable Boolean parsed = parseBool(parameter.value());
    if (parsed == null) {
      refuse(parameter, "is neither true nor false", "write true or false");
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

  private void variable(Parameter parameter) {
    if (parameter.name().equals("autocommit")) {
      so(parameter, true, "call Connection.setAutoCommit(false)");
    } else if (VALUE.matcher(parameter.value()).matches()) {
      variables.add(parameter.name() + "=" + parameter.value());
    } else {
      refuse(
          parameter,
          "is a system variable whose value is neither a word nor a text in quotes",
          "write a number, a word, or %27text%27 without backslashes");
    }
  }
}
