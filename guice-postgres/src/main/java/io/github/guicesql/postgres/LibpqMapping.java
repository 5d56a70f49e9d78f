package io.github.guicesql.postgres;

import io.github.guicesql.postgres.PostgresDsn.Form;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Mapping;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Maps libpq's parameters to pgjdbc's properties. {@link LibpqKeyword} is the table; this class
 * contains the rules that need more than a row.
 */
final class LibpqMapping extends Mapping {
  private static final Pattern ENGINE = Pattern.compile("[^:/\\\\]{2,}:.*");
  private static final Set<String> AUTH_METHODS =
      Set.of("password", "md5", "gss", "sspi", "scram-sha-256", "none");

  /** The longest timeout in seconds, since pgjdbc counts milliseconds in an int. */
  static final int LONGEST_TIMEOUT = Integer.MAX_VALUE / 1000;

  private final Parameters parameters;
  private final ProcessDefaults process;

  LibpqMapping(Dsn<Form> dsn, ProcessDefaults process, Problems problems) {
    super(problems);
    this.parameters = dsn.parameters();
    this.process = process;
  }

  Map<String, String> map() {
    // Keep-alive is on by default in libpq and off in pgjdbc.
    set("tcpKeepAlive", "true");
    for (Parameter parameter : parameters.all()) {
      LibpqKeyword keyword = LibpqKeyword.of(parameter.name());
      if (keyword != null) {
        keyword.apply(this, parameter);
      }
    }
    encryption();
    return properties();
  }

  /**
   * Sets the connect timeout. libpq's limit is for each host and covers the login. pgjdbc's
   * connectTimeout does not cover the login, so the login's own limit is added; it gets one host at
   * a time.
   */
  void connectTimeout(Parameter parameter) {
    Integer seconds = integer(parameter);
    if (seconds == null) {
      return;
    }
    if (seconds > LONGEST_TIMEOUT) {
      refuse(parameter, "is longer than pgjdbc can wait", "write 0 for no limit");
      return;
    }
    int limit = Math.max(0, seconds);
    set("connectTimeout", String.valueOf(limit));
    set("loginTimeout", String.valueOf(limit));
  }

  void keepalives(Parameter parameter) {
    Integer on = integer(parameter);
    if (on != null) {
      set("tcpKeepAlive", String.valueOf(on != 0));
    }
  }

  void zero(Parameter parameter) {
    Integer amount = integer(parameter);
    if (amount != null && amount != 0) {
      refuse(
          parameter,
          "cannot be honoured: Java leaves this to the operating system",
          "leave it out and set the system's own (on Linux, sysctl net.ipv4.tcp_*)");
    }
  }

  void fallbackApplicationName(Parameter parameter) {
    if (parameters.get("application_name") == null && !parameter.value().isEmpty()) {
      set("ApplicationName", parameter.value());
    }
  }

  void gssLibrary(Parameter parameter) {
    if (parameter.value().equalsIgnoreCase("gssapi")) {
      set("gsslib", "gssapi");
    } else if (!parameter.value().isEmpty()) {
      refuse(parameter, "has a value that libpq does not know", "write gssapi or leave it out");
    }
  }

  void loadBalanceHosts(Parameter parameter) {
    if (isOneOf(parameter, "disable", "random")) {
      set("loadBalanceHosts", String.valueOf(parameter.value().equals("random")));
    }
  }

  void minProtocolVersion(Parameter parameter) {
    if (isOneOf(parameter, "3.0", "3.2", "latest") && !parameter.value().equals("3.0")) {
      refuse(
          parameter,
          "cannot be honoured: pgjdbc accepts a server's older protocol",
          "leave it out, or write 3.0, which is what pgjdbc speaks unless told otherwise");
    }
  }

  /** Checks the upper bound of the protocol version; pgjdbc's version 3.0 is below every bound. */
  void maxProtocolVersion(Parameter parameter) {
    boolean unused = isOneOf(parameter, "3.0", "3.2", "latest");
  }

  void targetSessionAttrs(Parameter parameter) {
    if (isOneOf(
        parameter, "any", "read-write", "read-only", "primary", "standby", "prefer-standby")) {
      // pgjdbc's primary is a server that is neither a standby nor set read-only.
      set(
          "targetServerType",
          switch (parameter.value()) {
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> "any";
          });
    }
  }

  void requireAuth(Parameter parameter) {
    if (parameter.value().isEmpty()) {
      return;
    }
    if (isListOfAuthentications(parameter.value())) {
      set("requireAuth", parameter.value());
    } else {
      refuseAuthentications(parameter, problems());
    }
  }

  static void refuseAuthentications(Parameter parameter, Problems problems) {
    problems.add(
        parameter,
        "has an item that is unknown to pgjdbc, repeated, or '!' beside one without",
        "write some of password, md5, gss, sspi, scram-sha-256, none, with '!' before all or"
            + " before none");
  }

  static boolean isListOfAuthentications(String value) {
    boolean negative = value.startsWith("!");
    List<String> methods = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      String method = item.startsWith("!") ? item.substring(1) : item;
      if (item.startsWith("!") != negative
          || !AUTH_METHODS.contains(method)
          || methods.contains(method)) {
        return false;
      }
      methods.add(method);
    }
    return true;
  }

  private void encryption() {
    Parameter sslmode = parameters.get("sslmode");
    Parameter root = nonEmpty("sslrootcert");
    boolean system = root != null && root.value().equals("system");
    String mode = sslmode == null ? (system ? "verify-full" : "prefer") : sslmode.value();
    if (sslmode != null && !isMode(sslmode)) {
      return;
    }
    if (mode.equals("disable")) {
      PostgresTls.refuseWithoutEncryption(parameters, problems());
    }
    clientCertificate(root, system);
    if (system) {
      if (sslmode != null && !mode.equals("verify-full")) {
        refuse(
            sslmode,
            "is too weak for sslrootcert=system, which trusts every public authority",
            "write verify-full");
      }
      set("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (root != null) {
      if (mode.equals("allow") || mode.equals("prefer")) {
        refuse(
            root,
            "has no effect on pgjdbc with sslmode=" + mode,
            "write sslmode=verify-full, or verify-ca");
      } else if (mode.equals("require")) {
        // libpq does this, too, as its manual says about require.
        mode = "verify-ca";
      }
      PostgresTls.refuseUnexpanded(root, problems());
      set("sslrootcert", root.value());
    } else if (sslmode != null
        && mode.startsWith("verify-")
        && !Files.exists(process.rootCertificate())) {
      refuse(
          sslmode,
          "asks for authorities to trust, and there is no ~/.postgresql/root.crt",
          "write sslrootcert=system for those that Java trusts, or sslrootcert=/path/to/ca.pem for"
              + " your own");
    }
    set("sslmode", mode);
    negotiation(mode);
  }

  private boolean isMode(Parameter sslmode) {
    if (sslmode.value().equals("no-verify")) {
      refuseNoVerify(sslmode, problems());
      return false;
    }
    return isOneOf(sslmode, "disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  }

  static void refuseNoVerify(Parameter sslmode, Problems problems) {
    problems.add(
        sslmode,
        "has a value of node-postgres",
        "write require, which encrypts and believes every server, or verify-full");
  }

  private void negotiation(String mode) {
    Parameter negotiation = parameters.get("sslnegotiation");
    if (negotiation == null || !isOneOf(negotiation, "postgres", "direct")) {
      return;
    }
    if (negotiation.value().equals("direct")
        && Set.of("disable", "allow", "prefer").contains(mode)) {
      refuse(
          negotiation,
          "can be direct only where encryption is required",
          "write sslmode=require, verify-ca or verify-full too");
    }
    set("sslNegotiation", negotiation.value());
  }

  private void clientCertificate(@Nullable Parameter root, boolean system) {
    Parameter use = parameters.get("sslcertmode");
    if (use != null && !isOneOf(use, "disable", "allow", "require")) {
      return;
    }
    if (use != null && use.value().equals("require")) {
      refuse(
          use,
          "cannot be honoured: pgjdbc does not tell whether the server asked for the certificate",
          "write allow");
    }
    if (use != null && use.value().equals("disable")) {
      // An empty name also keeps pgjdbc from using its default files.
      set("sslcert", "");
      set("sslkey", "");
      return;
    }
    Parameter certificate = nonEmpty("sslcert");
    Parameter key = nonEmpty("sslkey");
    if (root != null && system && (certificate != null || key != null)) {
      refuse(
          root,
          "cannot be system beside a client certificate: pgjdbc has no factory for both",
          "write the file of the authorities, such as /etc/ssl/certs/ca-certificates.crt");
    }
    if (certificate != null && key == null) {
      refuse(
          certificate,
          "stands without sslkey, and pgjdbc's default file is not libpq's",
          "write sslkey too");
    }
    if (certificate != null) {
      PostgresTls.refuseUnexpanded(certificate, problems());
      set("sslcert", certificate.value());
    }
    if (key != null) {
      key(key);
    }
  }

  private void key(Parameter key) {
    if (ENGINE.matcher(key.value()).matches()) {
      refuse(
          key, "cannot be honoured: Java has no OpenSSL engines", "write the name of a key file");
      return;
    }
    PostgresTls.refuseUnexpanded(key, problems());
    set("sslkey", key.value());
    ClientKey content = ClientKey.read(key.value());
    if (content.unreadable() != null) {
      refuse(key, content.unreadable(), ClientKey.CONVERT);
    } else if (content.algorithm() != null) {
      set("pemKeyAlgorithm", content.algorithm());
    }
  }

  private @Nullable Parameter nonEmpty(String name) {
    Parameter parameter = parameters.get(name);
    return parameter == null || parameter.value().isEmpty() ? null : parameter;
  }

  private @Nullable Integer integer(Parameter parameter) {
    Integer number = PostgresHosts.integer(parameter.value());
    if (number == null) {
      refuse(parameter, "is not an integer", "write a number without a unit");
    }
    return number;
  }
}
