package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a string's parameters into a driver's properties, by a table of {@link Rule}s. */
public abstract class Mapping {
  private final Problems problems;
  private final Map<String, String> properties = new LinkedHashMap<>();

  /** Reports there what cannot be honoured. */
  protected Mapping(Problems problems) {
    this.problems = problems;
  }

  /** Gives the driver a property. */
  protected final void set(String property, String value) {
    properties.put(property, value);
  }

  /** Refuses a parameter. */
  protected final void refuse(Parameter parameter, String wrong, String write) {
    problems.add(parameter, wrong, write);
  }

  /** Whether the value is one of those; refuses it otherwise. */
  protected final boolean isOneOf(Parameter parameter, String... choices) {
    if (List.of(choices).contains(parameter.value())) {
      return true;
    }
    refuse(
        parameter, "has a value that it cannot have", "write one of " + String.join(", ", choices));
    return false;
  }

  /** Where it reports. */
  protected final Problems problems() {
    return problems;
  }

  /** The driver's properties so far. */
  protected final Map<String, String> properties() {
    return properties;
  }
}
