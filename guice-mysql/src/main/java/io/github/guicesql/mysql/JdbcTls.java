package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;
import java.util.Map;

/**
 * Refuses what a JDBC URL asks of TLS and its driver would ignore in silence: whoever names an
 * authority believes that somebody looks at it.
 */
abstract class JdbcTls {
  private final Map<String, Parameter> parameters;
  private final Problems problems;

  /**
   * @param parameters by the driver's own names
   */
  JdbcTls(Map<String, Parameter> parameters, Problems problems) {
    this.parameters = parameters;
    this.problems = problems;
  }

  final boolean isThere(String name) {
    return parameters.containsKey(name);
  }

  /** Empty if it is not there. */
  final String value(String name) {
    Parameter parameter = parameters.get(name);
    return parameter == null ? "" : parameter.value();
  }

  /** Does nothing if it is not there. */
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

  /** The password of a store, without the store. */
  final void refuseWithout(String password, String store) {
    if (value(store).isEmpty() && !value(password).isEmpty()) {
      refuse(password, "has no effect without " + store, "write " + store + " too");
    }
  }
}
