package io.github.guicesql.postgres;

import static io.github.guicesql.sqlmodule.internal.dsn.Rule.apart;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.only;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.refused;

import io.github.guicesql.postgres.PostgresDsn.Form;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Mapping;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * Maps a JDBC URL's parameters to properties of pgjdbc, with pgjdbc's meaning. It refuses those
 * that pgjdbc would silently ignore: dead properties, unknown names, and values that pgjdbc would
 * take for their opposite. A class that the URL names receives all properties, so if there is one,
 * properties unknown to pgjdbc are accepted.
 */
final class JdbcMapping extends Mapping {
  private static final Pattern INTEGER = Pattern.compile("-?\\d+");
  private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

  private static final List<String> CLASSES =
      List.of(
          "socketFactory",
          "sslfactory",
          "authenticationPluginClassName",
          "sslhostnameverifier",
          "sslpasswordcallback",
          "connectExecutor",
          "xmlFactoryFactory");

  /** The rules for properties that need more than pgjdbc's own list: see {@link #byDriver}. */
  private static final Map<String, Rule<JdbcMapping>> RULES =
      Map.ofEntries(
          Map.entry("host", apart()),
          Map.entry("port", apart()),
          Map.entry("dbname", apart()),
          Map.entry("user", apart()),
          Map.entry("password", apart()),
          Map.entry("sslpassword", apart()),
          Map.entry("ssl", JdbcMapping::ssl),
          Map.entry("requireAuth", JdbcMapping::requireAuth),
          Map.entry("protocolVersion", (mapping, value) -> mapping.oneOf(value, "3", "3.0", "3.2")),
          Map.entry("loginTimeout", JdbcMapping::seconds),
          Map.entry("socketTimeout", JdbcMapping::socketTimeout),
          Map.entry(
              "service",
              refused(
                  "cannot be honoured: the hosts of a service file come too late for a pool",
                  "write the service's parameters here")),
          Map.entry("loggerLevel", dead()),
          Map.entry("loggerFile", dead()),
          Map.entry("useUnicode", only("(?i)(true)?", "is not pgjdbc's", "leave it out")),
          Map.entry("characterEncoding", utf8()),
          Map.entry("charSet", utf8()));

  private final Parameters parameters;
  private final ProcessDefaults process;
  private final boolean namesClass;

  JdbcMapping(Dsn<Form> dsn, ProcessDefaults process, Problems problems) {
    super(problems);
    this.parameters = dsn.parameters();
    this.process = process;
    this.namesClass = CLASSES.stream().anyMatch(name -> parameters.text(name) != null);
  }

  private static Rule<JdbcMapping> dead() {
    return (mapping, parameter) ->
        mapping.refuse(parameter, "is dead in pgjdbc", "set java.util.logging's org.postgresql up");
  }

  /** Returns a rule for encodings in old URLs: UTF-8 is used anyway. */
  private static Rule<JdbcMapping> utf8() {
    return only("(?i)(utf-?8)?", "cannot be honoured: pgjdbc speaks UTF-8 only", "leave it out");
  }

  Map<String, String> map() {
    parameters.all().forEach(this::parameter);
    new PostgresTls(parameters, process, problems()).checkJdbc();
    return properties();
  }

  private void parameter(Parameter parameter) {
    Rule<JdbcMapping> rule = RULES.get(parameter.name());
    PGProperty property = PGProperty.forName(parameter.name());
    if (rule != null) {
      rule.apply(this, parameter);
    } else if (property != null) {
      byDriver(property, parameter);
    } else if (namesClass) {
      set(parameter.name(), parameter.value());
    } else {
      List<String> names = Arrays.stream(PGProperty.values()).map(PGProperty::getName).toList();
      PostgresForeignNames.JDBC.refuse(parameter, names, problems());
    }
  }

  private void byDriver(PGProperty property, Parameter parameter) {
    String usual = property.getDefaultValue();
    String[] choices = property.getChoices();
    if (choices != null) {
      oneOf(parameter, choices);
    } else if ("true".equals(usual) || "false".equals(usual)) {
      oneOf(parameter, "true", "false");
    } else if (usual != null
        && INTEGER.matcher(usual).matches()
        && PostgresHosts.parseInt(parameter.value()) == null) {
      refuse(parameter, "is not an integer", "write a number, such as " + usual);
    } else {
      set(parameter.name(), parameter.value());
    }
  }

  /** Refuses "1", "yes" and "on", with which pgjdbc connects without encryption. */
  private void ssl(Parameter parameter) {
    if (parameter.value().isEmpty()) {
      set(parameter.name(), "");
    } else {
      oneOf(parameter, "true", "false");
    }
  }

  private void requireAuth(Parameter parameter) {
    if (LibpqMapping.isListOfAuthentications(parameter.value())) {
      set(parameter.name(), parameter.value());
    } else {
      LibpqMapping.refuseAuthentications(parameter, problems());
    }
  }

  private void seconds(Parameter parameter) {
    if (SECONDS.matcher(parameter.value()).matches()) {
      set(parameter.name(), parameter.value());
    } else {
      refuse(parameter, "is no number of seconds", "write such as 10");
    }
  }

  /**
   * Refuses a number of seconds that overflows pgjdbc's milliseconds: it would be negative, and no
   * connection would open, or short. Often it was meant in milliseconds.
   */
  private void socketTimeout(Parameter parameter) {
    Integer seconds = PostgresHosts.parseInt(parameter.value());
    if (seconds != null && seconds > LibpqMapping.LONGEST_TIMEOUT) {
      refuse(
          parameter,
          "is longer than pgjdbc can wait",
          "write a number of seconds, up to "
              + LibpqMapping.LONGEST_TIMEOUT
              + ", or 0 for no limit");
    } else {
      byDriver(PGProperty.SOCKET_TIMEOUT, parameter);
    }
  }

  private void oneOf(Parameter parameter, String... choices) {
    @Nullable String chosen =
        Arrays.stream(choices).filter(parameter.value()::equalsIgnoreCase).findFirst().orElse(null);
    if (chosen != null) {
      set(parameter.name(), chosen);
    } else if (parameter.name().equals("sslmode") && parameter.value().equals("no-verify")) {
      LibpqMapping.refuseNoVerify(parameter, problems());
    } else {
      refuse(
          parameter,
          "has a value that it cannot have",
          "write one of " + String.join(", ", choices));
    }
  }
}
