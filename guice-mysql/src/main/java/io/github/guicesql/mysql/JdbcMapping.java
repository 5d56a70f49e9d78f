package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.Mapping;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps a JDBC URL's parameters to properties of the same driver, with the driver's meaning. It
 * refuses those that the driver would silently ignore, or would report only on connecting, as if
 * the server were not there. A class or a plug-in that the URL names receives all properties, so if
 * there is one, properties unknown to the driver are accepted.
 */
final class JdbcMapping extends Mapping {
  private final Connector connector;
  private final boolean namesPlugin;

  /** The parameters by the driver's own names. */
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  JdbcMapping(Dsn<Form> dsn, Connector connector, Problems problems) {
    super(problems);
    this.connector = connector;
    for (Parameter parameter : dsn.parameters().all()) {
      @Nullable String own = connector.canonical(parameter.name());
      parameters.put(
          own == null ? parameter.name() : own,
          own == null ? parameter : parameter.as(own, parameter.value()));
    }
    this.namesPlugin = connector.plugins().stream().anyMatch(name -> !value(name).isEmpty());
  }

  private String value(String name) {
    Parameter parameter = parameters.get(name);
    return parameter == null ? "" : parameter.value();
  }

  Map<String, String> map() {
    parameters.values().forEach(this::parameter);
    connector.checkTls(parameters, properties(), problems());
    return properties();
  }

  private void parameter(Parameter parameter) {
    String name = parameter.name();
    @Nullable Rule<JdbcMapping> rule = connector.rules().get(name);
    if (rule != null) {
      rule.apply(this, parameter);
    } else if (connector.canonical(name) != null) {
      byDriver(parameter);
    } else if (namesPlugin) {
      set(name, parameter.value());
    } else {
      connector.foreignNames().refuse(parameter, connector.properties(), problems());
    }
  }

  /** Sets the driver's property, if it accepts the value. */
  void byDriver(Parameter parameter) {
    if (parameter.bare() && !connector.takesBareNames()) {
      refuse(
          parameter,
          "stands without a value, and " + connector.name() + " ignores it so",
          "write " + parameter.name() + "=true, or the value that it is to have");
    } else if (connector.accepts(parameter.name(), parameter.value())) {
      set(parameter.name(), parameter.value());
    } else {
      refuse(
          parameter,
          "has a value that it cannot have",
          "write one that the manual of " + connector.name() + " names");
    }
  }

  /** Sets the driver's property to another value, for a value that is an alias. */
  void set(Parameter parameter, String value) {
    byDriver(parameter.as(parameter.name(), value));
  }

  /** Refuses a property that must not be present, or not with this value. */
  void never(Parameter parameter, String wrong, String write) {
    refuse(parameter, wrong, write);
  }

  /**
   * Checks a property that the driver reads by {@code Boolean.parseBoolean}, for which "1" is
   * false.
   */
  void trueOrFalse(Parameter parameter) {
    if (parameter.value().matches("(?i)true|false")) {
      set(parameter.name(), parameter.value());
    } else {
      refuse(parameter, "is neither true nor false", "write true or false");
    }
  }

  void number(Parameter parameter) {
    if (parameter.value().matches("[0-9]{1,9}")) {
      set(parameter.name(), parameter.value());
    } else {
      refuse(parameter, "is no number", "write a number of milliseconds");
    }
  }

  /** Sets a property whose value nobody checks. */
  void as(Parameter parameter) {
    set(parameter.name(), parameter.value());
  }

  void zone(Parameter parameter) {
    String zone = parameter.value();
    if (Set.of("", "LOCAL", "SERVER").contains(zone) || isZone(zone)) {
      byDriver(parameter);
    } else {
      refuse(
          parameter,
          "is no time zone",
          "write LOCAL, SERVER, UTC, such as Europe/Paris, or GMT%2B8 where the URL is decoded and"
              + " GMT+8 where it is not");
    }
  }

  private static boolean isZone(String text) {
    try {
      return ZoneId.of(text, ZoneId.SHORT_IDS) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Maps a character set to Java's name for it, or refuses it. */
  void charset(Parameter parameter) {
    String name = parameter.value();
    if (name.matches("(?i)utf8mb[34]")) {
      set(parameter, "UTF-8");
    } else if (name.isEmpty() || isCharset(name)) {
      byDriver(parameter);
    } else {
      refuse(parameter, "is no character set of Java's", "write UTF-8, which is utf8mb4");
    }
  }

  private static boolean isCharset(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }
}
