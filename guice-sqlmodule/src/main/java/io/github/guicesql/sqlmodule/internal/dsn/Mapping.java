package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps a connection string's parameters to a driver's properties, by a table of {@link Rule}s. */
public abstract class Mapping {
  private final Problems problems;
  private final Map<String, String> properties = new LinkedHashMap<>();

  /** Creates a mapping that reports parameters which cannot be honoured to {@code problems}. */
  protected Mapping(Problems problems) {
    this.problems = problems;
  }

  /** Sets a property of the driver. */
  protected final void set(String property, String value) {
    properties.put(property, value);
  }

  /** Refuses a parameter. */
  protected final void refuse(Parameter parameter, String wrong, String write) {
    problems.add(parameter, wrong, write);
  }

  /** Returns whether the value is one of the choices, and refuses the parameter otherwise. */
  protected final boolean isOneOf(Parameter parameter, String... choices) {
    if (List.of(choices).contains(parameter.value())) {
      return true;
    }
    refuse(
        parameter, "has a value that it cannot have", "write one of " + String.join(", ", choices));
    return false;
  }

  /** The problems that this mapping reports. */
  protected final Problems problems() {
    return problems;
  }

  /** The driver's properties so far. */
  protected final Map<String, String> properties() {
    return properties;
  }
}
