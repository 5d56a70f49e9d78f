package io.github.guicesql.examples.hello.mysql;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The steps of the migration, in the order in which they are run. */
enum Step {
  LEGACY,
  EXISTING,
  ALIASES,
  CONTRACT,
  PORTABLE,
  SQLITE;

  /** The step of this name, as a person writes it on the command line. */
  static Optional<Step> of(String argument) {
    return Arrays.stream(values()).filter(step -> step.argument().equals(argument)).findFirst();
  }

  String argument() {
    return name().toLowerCase(Locale.ROOT);
  }
}
