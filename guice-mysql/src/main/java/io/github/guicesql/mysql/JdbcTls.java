package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;
import java.util.Map;

/**
 * Refuses TLS settings of a JDBC URL that its driver would silently ignore: a user who names an
 * authority expects it to be verified.
 */
abstract class JdbcTls {
  private final Map<String, Parameter> parameters;
  private final Problems problems;

  /**
   * @param parameters the parameters by the driver's own names
   */
  JdbcTls(Map<String, Parameter> parameters, Problems problems) {
    this.parameters = parameters;
    this.problems = problems;
  }

  final boolean isThere(String name) {
    return parameters.containsKey(name);
  }

  /** Returns the parameter's value, or the empty text if it is absent. */
  final String value(String name) {
    Parameter parameter = parameters.get(name);
    return parameter == null ? "" : parameter.value();
  }

  /** Refuses the parameter; does nothing if it is absent. */
  final void refuse(String name, String wrong, String write) {
    Parameter parameter = parameters.get(name);
    if (parameter != null) {
      problems.add(parameter, wrong, write);
    }
  }

  final void refuseAll(List<String> names, String wrong, String write) {
    names.stream()
        .filter(name -> !value(name).isEmpty())
        .forEach(name -> refuse(name, wrong, write));
  }

  /** Refuses the password of a store if the store is absent. */
  final void refuseWithout(String password, String store) {
    if (value(store).isEmpty() && !value(password).isEmpty()) {
      refuse(password, "has no effect without " + store, "write " + store + " too");
    }
  }
}
