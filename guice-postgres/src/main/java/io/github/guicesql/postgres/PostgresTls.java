package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses TLS settings that pgjdbc would silently ignore: a user who names an authority expects it
 * to be verified.
 */
final class PostgresTls {
  private static final List<String> MATERIAL =
      List.of("sslrootcert", "sslcert", "sslkey", "sslpassword", "sslhostnameverifier");

  private static final Pattern UNEXPANDED = Pattern.compile("(~|\\$[A-Za-z_{]|%[A-Za-z]+%).*");

  private static final String PACKAGE = "org.postgresql.ssl.";

  private final Parameters parameters;
  private final ProcessDefaults process;
  private final Problems problems;

  PostgresTls(Parameters parameters, ProcessDefaults process, Problems problems) {
    this.parameters = parameters;
    this.process = process;
    this.problems = problems;
  }

  /** Refuses certificates and keys that would not be used. */
  static void refuseWithoutEncryption(Parameters parameters, Problems problems) {
    for (String name : MATERIAL) {
      Parameter parameter = parameters.get(name);
      if (parameter != null && !parameter.value().isEmpty()) {
        problems.add(
            parameter,
            "has no effect with sslmode=disable",
            "write sslmode=verify-full, or leave one of the two out");
      }
    }
  }

  /** Refuses a file name that a shell would have to expand. */
  static void refuseUnexpanded(Parameter file, Problems problems) {
    if (UNEXPANDED.matcher(file.value()).matches()) {
      problems.add(
          file,
          "begins with something that a shell would expand, and here is a part of the file's name",
          "write the whole path");
    }
  }

  /** Refuses settings that pgjdbc would ignore in a JDBC URL. */
  void checkJdbc() {
    for (String name : List.of("sslrootcert", "sslcert", "sslkey")) {
      Parameter file = parameters.get(name);
      if (file != null) {
        refuseUnexpanded(file, problems);
      }
    }
    Parameter sslmode = parameters.get("sslmode");
    Parameter ssl = parameters.get("ssl");
    if (ssl != null && !ssl.value().matches("(?i)(true|false)?")) {
      return;
    }
    boolean on = ssl != null && !ssl.value().equalsIgnoreCase("false");
    String mode =
        sslmode != null ? sslmode.value().toLowerCase(Locale.ROOT) : on ? "verify-full" : "prefer";
    boolean encrypts = List.of("require", "verify-ca", "verify-full").contains(mode);
    if (ssl != null && sslmode != null && on != encrypts) {
      problems.add(
          ssl, "has no effect beside sslmode=" + mode, "leave it out, or write another sslmode");
    }
    if (mode.equals("disable")) {
      refuseWithoutEncryption(parameters, problems);
      return;
    }
    verification(sslmode == null ? ssl : sslmode, mode);
  }

  private void verification(@Nullable Parameter asks, String mode) {
    boolean verifies = mode.startsWith("verify-");
    String factory = factory();
    Parameter root = nonEmpty("sslrootcert");
    if (factory.isEmpty()) {
      if (root != null && !verifies) {
        problems.add(
            root,
            "has no effect with sslmode=" + mode + ", and pgjdbc would believe every server",
            "write sslmode=verify-full, or verify-ca, too");
      }
      if (root == null && verifies && asks != null && !Files.exists(process.rootCertificate())) {
        problems.add(
            asks,
            "asks for authorities to trust, and there is no ~/.postgresql/root.crt",
            "write sslfactory="
                + PACKAGE
                + "DefaultJavaSSLFactory too for those that Java trusts,"
                + " or sslrootcert=/path/to/ca.pem for your own");
      }
    } else if (factory.equals("NonValidatingFactory") && verifies && asks != null) {
      problems.add(
          asks,
          "asks for a verification that NonValidatingFactory does not make",
          "leave sslfactory out, and write sslmode=require for encryption alone, or"
              + " sslmode=verify-full with sslrootcert");
    } else if (factory.equals("DefaultJavaSSLFactory")
        || factory.equals("NonValidatingFactory")
        || factory.equals("SingleCertValidatingFactory")) {
      for (String name : List.of("sslrootcert", "sslcert", "sslkey", "sslpassword")) {
        Parameter ignored = nonEmpty(name);
        if (ignored != null) {
          problems.add(ignored, "has no effect with that sslfactory", "leave one of the two out");
        }
      }
    }
    Parameter verifier = nonEmpty("sslhostnameverifier");
    if (verifier != null && !mode.equals("verify-full")) {
      problems.add(verifier, "has no effect with sslmode=" + mode, "write sslmode=verify-full too");
    }
  }

  /** Returns the name of one of pgjdbc's own factories; empty for its default one. */
  private String factory() {
    Parameter factory = nonEmpty("sslfactory");
    String name = factory == null ? "" : factory.value();
    if (name.equals(PACKAGE + "LibPQFactory") || name.equals(PACKAGE + "jdbc4.LibPQFactory")) {
      return "";
    }
    return name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
  }

  private @Nullable Parameter nonEmpty(String name) {
    Parameter parameter = parameters.get(name);
    return parameter == null || parameter.value().isEmpty() ? null : parameter;
  }
}
