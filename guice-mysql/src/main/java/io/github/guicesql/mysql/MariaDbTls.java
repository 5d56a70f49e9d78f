package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses TLS settings of a {@code jdbc:mariadb:} URL that the driver would silently ignore. */
final class MariaDbTls extends JdbcTls {

  /** The predecessors of sslMode, which the driver still reads. */
  static final List<String> LEGACY =
      List.of("useSsl", "useSSL", "trustServerCertificate", "disableSslHostnameVerification");

  private static final List<String> VERIFICATION =
      List.of("serverSslCert", "trustStore", "trustStorePassword", "trustStoreType");

  private static final List<String> ENCRYPTION =
      List.of(
          "keyStore",
          "keyStorePassword",
          "keyStoreType",
          "enabledSslProtocolSuites",
          "enabledSslCipherSuites",
          "tlsSocketType");

  private static final String UNENCRYPTED =
      "has no effect: without sslMode, or with disable, the connection is not encrypted";

  private static final String WRITE = "write sslMode=verify-full too, or leave it out";

  private final Map<String, String> properties;

  /**
   * @param properties the driver's properties; sslMode is added if older properties imply it
   */
  MariaDbTls(Map<String, Parameter> parameters, Map<String, String> properties, Problems problems) {
    super(parameters, problems);
    this.properties = properties;
  }

  void check() {
    LEGACY.forEach(this::checkFlag);
    if (isThere("sslMode") && value("sslMode").isEmpty()) {
      refuse(
          "sslMode",
          "has no value, and the driver would not encrypt",
          "write disable, trust, verify-ca or verify-full");
      return;
    }
    String mode = mode(value("sslMode"));
    @Nullable String legacy = legacyMode();
    if (legacy != null && isThere("sslMode") && !legacy.equals(mode)) {
      refuse("useSsl", "contradicts sslMode, and would win", "leave it out");
      refuse("useSSL", "contradicts sslMode, and would win", "leave it out");
      return;
    }
    if (legacy != null) {
      mode = legacy;
      properties.putIfAbsent("sslMode", legacy);
    }
    if (mode.equals("disable")) {
      refuseAll(VERIFICATION, UNENCRYPTED, WRITE);
      refuseAll(ENCRYPTION, UNENCRYPTED, WRITE);
    } else if (mode.equals("trust")) {
      refuseAll(
          VERIFICATION, "has no effect with sslMode=trust, which believes every server", WRITE);
    } else if (!value("trustStore").isEmpty() && !value("serverSslCert").isEmpty()) {
      refuse("serverSslCert", "has no effect beside trustStore", "leave one of the two out");
    }
    refuseWithout("trustStorePassword", "trustStore");
    refuseWithout("keyStorePassword", "keyStore");
  }

  private void checkFlag(String name) {
    if (isThere(name) && !value(name).matches("true|false|1|0|")) {
      refuse(name, "is neither true nor false", "write sslMode in its place");
    }
  }

  private boolean isOn(String name) {
    return isThere(name) && value(name).matches("true|1|");
  }

  /**
   * Returns the mode that the older properties imply to the driver, or null if there are none.
   * Those that the driver would ignore are refused.
   */
  private @Nullable String legacyMode() {
    boolean trust = isOn("trustServerCertificate");
    boolean anyName = isOn("disableSslHostnameVerification");
    if (isOn("useSsl") || isOn("useSSL")) {
      return trust ? "trust" : anyName ? "verify-ca" : "verify-full";
    }
    if (trust) {
      refuse(
          "trustServerCertificate",
          "has no effect without useSsl=true",
          "write sslMode=trust in its place");
    }
    if (anyName) {
      refuse(
          "disableSslHostnameVerification",
          "has no effect without useSsl=true",
          "write sslMode=verify-ca in its place");
    }
    return isThere("useSsl") || isThere("useSSL") ? "disable" : null;
  }

  /**
   * Returns the canonical value of sslMode. The driver accepts aliases, too, and does not encrypt
   * without a value.
   */
  private static String mode(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "", "disable", "disabled", "0", "false" -> "disable";
      case "trust", "required" -> "trust";
      case "verify-ca", "verify_ca" -> "verify-ca";
      default -> "verify-full";
    };
  }
}
