package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.regex.Pattern;

/**
 * What to do with a parameter: set a property of the driver, ignore it because the driver behaves
 * that way anyway, or report a problem with its remedy. The factories here create the rows of a
 * table; all other rules are methods of the mapping.
 */
@FunctionalInterface
public interface Rule<M extends Mapping> {

  /** Applies the rule to one parameter. */
  void apply(M mapping, Parameter parameter);

  /** A rule that sets a property of the driver to the same value. */
  static <M extends Mapping> Rule<M> sets(String property) {
    return (mapping, parameter) -> mapping.set(property, parameter.value());
  }

  /**
   * A rule that sets a property of the driver to the same value; an empty value counts as not set.
   */
  static <M extends Mapping> Rule<M> setsUnlessEmpty(String property) {
    return (mapping, parameter) -> {
      if (!parameter.value().isEmpty()) {
        mapping.set(property, parameter.value());
      }
    };
  }

  /**
   * A rule that sets a property of the driver to the same value, which must be one of the choices.
   */
  static <M extends Mapping> Rule<M> choice(String property, String... choices) {
    return (mapping, parameter) -> {
      if (mapping.isOneOf(parameter, choices)) {
        mapping.set(property, parameter.value());
      }
    };
  }

  /**
   * A rule that ignores matching values, since they ask for what happens anyway, and refuses all
   * others.
   */
  static <M extends Mapping> Rule<M> only(String values, String wrong, String write) {
    Pattern so = Pattern.compile(values, Pattern.DOTALL);
    return (mapping, parameter) -> {
      if (!so.matcher(parameter.value()).matches()) {
        mapping.refuse(parameter, wrong, write);
      }
    };
  }

  /** A rule that refuses every value except the empty one. */
  static <M extends Mapping> Rule<M> refused(String wrong, String write) {
    return only("", wrong, write);
  }

  /** A rule for a parameter that is processed outside the table. */
  static <M extends Mapping> Rule<M> apart() {
    return (mapping, parameter) -> {};
  }
}
