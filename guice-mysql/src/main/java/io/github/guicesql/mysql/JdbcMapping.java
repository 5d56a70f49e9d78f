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
 * A JDBC URL's properties are the driver's own and mean what they mean to it. Refused is what it
 * would ignore in silence, or report when it connects, as if the server were not there. A class or
 * a plug-in that the URL names is given all properties, those that the driver does not know too, so
 * with one they pass.
 */
final class JdbcMapping extends Mapping {
  private final Connector connector;
  private final boolean namesPlugin;

  /** By the driver's own names. */
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

  /** The driver's property, with a value that it can have. */
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

  /** The driver's property under another value, for a value that stands for it. */
  void set(Parameter parameter, String value) {
    byDriver(parameter.as(parameter.name(), value));
  }

  /** A property that must not be there, or not so. */
  void never(Parameter parameter, String wrong, String write) {
    refuse(parameter, wrong, write);
  }

  /** A property that the driver reads by {@code Boolean.parseBoolean}, to which "1" is false. */
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

  /** A property that nobody checks. */
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

  /** A character set by Java's name. */
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
