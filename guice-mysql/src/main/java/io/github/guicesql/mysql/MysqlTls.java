package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Refuses TLS settings of a {@code jdbc:mysql:} URL that the driver would silently ignore. */
final class MysqlTls extends JdbcTls {
  private static final List<String> VERIFICATION =
      List.of(
          "trustCertificateKeyStoreUrl",
          "trustCertificateKeyStorePassword",
          "trustCertificateKeyStoreType");

  private static final List<String> ENCRYPTION =
      List.of(
          "clientCertificateKeyStoreUrl",
          "clientCertificateKeyStorePassword",
          "clientCertificateKeyStoreType",
          "tlsVersions",
          "tlsCiphersuites");

  private static final String WRITE =
      "write sslMode=VERIFY_IDENTITY (or VERIFY_CA) too, or leave it out";

  MysqlTls(Map<String, Parameter> parameters, Problems problems) {
    super(parameters, problems);
  }

  void check() {
    String mode = value("sslMode").toUpperCase(Locale.ROOT);
    if (mode.isEmpty()) {
      mode = legacyMode();
    } else {
      boolean encrypts = !mode.equals("DISABLED");
      contradiction("useSSL", isThere("useSSL") && isOn("useSSL") != encrypts);
      contradiction("requireSSL", isOn("requireSSL") && !(encrypts && !mode.equals("PREFERRED")));
      contradiction(
          "verifyServerCertificate",
          isOn("verifyServerCertificate") && !mode.startsWith("VERIFY_"));
    }
    if (mode.equals("DISABLED")) {
      refuseAll(VERIFICATION, "has no effect: the connection is not encrypted", WRITE);
      refuseAll(ENCRYPTION, "has no effect: the connection is not encrypted", WRITE);
    } else if (!mode.startsWith("VERIFY_") && !isOn("fipsCompliantJsse")) {
      refuseAll(
          VERIFICATION,
          "has no effect with sslMode=" + mode + ", which believes every server",
          WRITE);
    }
    refuseWithout("trustCertificateKeyStorePassword", "trustCertificateKeyStoreUrl");
    refuseWithout("clientCertificateKeyStorePassword", "clientCertificateKeyStoreUrl");
  }

  /** Returns the sslMode that the driver derives from the properties before it. */
  private String legacyMode() {
    if (isThere("useSSL") && !isOn("useSSL")) {
      for (String name : List.of("requireSSL", "verifyServerCertificate")) {
        if (isOn(name)) {
          refuse(
              name,
              "has no effect beside useSSL=false",
              "write sslMode=REQUIRED or VERIFY_IDENTITY, and leave useSSL out");
        }
      }
      return "DISABLED";
    }
    return isOn("verifyServerCertificate")
        ? "VERIFY_CA"
        : isOn("requireSSL") ? "REQUIRED" : "PREFERRED";
  }

  /**
   * Refuses an older property that contradicts sslMode: if sslMode is set, the driver ignores it.
   */
  private void contradiction(String name, boolean otherwise) {
    if (otherwise) {
      refuse(
          name,
          "has no effect beside sslMode, which says otherwise",
          "leave it out, or write another sslMode");
    }
  }

  private boolean isOn(String name) {
    return value(name).matches("(?i)true|yes");
  }
}
