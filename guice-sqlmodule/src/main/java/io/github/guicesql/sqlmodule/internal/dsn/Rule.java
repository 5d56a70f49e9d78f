package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.regex.Pattern;

/**
 * What becomes of a parameter: a property of the driver, nothing because it is so anyway, or a
 * problem with its cure. The kinds that are here make up the rows of a table; the rest are methods
 * of the mapping.
 */
@FunctionalInterface
public interface Rule<M extends Mapping> {

  /** Applies it to one parameter. */
  void apply(M mapping, Parameter parameter);

  /** The driver's property, with the same value. */
  static <M extends Mapping> Rule<M> sets(String property) {
    return (mapping, parameter) -> mapping.set(property, parameter.value());
  }

  /** The same, where an empty value is none. */
  static <M extends Mapping> Rule<M> setsUnlessEmpty(String property) {
    return (mapping, parameter) -> {
      if (!parameter.value().isEmpty()) {
        mapping.set(property, parameter.value());
      }
    };
  }

  /** The driver's property, with the same value, which is one of a few. */
  static <M extends Mapping> Rule<M> choice(String property, String... choices) {
    return (mapping, parameter) -> {
      if (mapping.isOneOf(parameter, choices)) {
        mapping.set(property, parameter.value());
      }
    };
  }

  /** Nothing for values that match, which ask for what is so anyway; the others are refused. */
  static <M extends Mapping> Rule<M> only(String values, String wrong, String write) {
    Pattern so = Pattern.compile(values, Pattern.DOTALL);
    return (mapping, parameter) -> {
      if (!so.matcher(parameter.value()).matches()) {
        mapping.refuse(parameter, wrong, write);
      }
    };
  }

  /** Refused, unless it is empty. */
  static <M extends Mapping> Rule<M> refused(String wrong, String write) {
    return only("", wrong, write);
  }

  /** Read apart from the table. */
  static <M extends Mapping> Rule<M> apart() {
    return (mapping, parameter) -> {};
  }
}
