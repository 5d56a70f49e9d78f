package io.github.guicesql.examples.hello.mysql;

import com.google.inject.Injector;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The steps of the migration, in the order in which they are run. */
enum Step {
  LEGACY(Migration::legacy),
  EXISTING(Migration::existing),
  ALIASES(Migration::aliases),
  CONTRACT(Migration::contract),
  PORTABLE(Migration::portable),
  SQLITE(Migration::sqlite);

  private final Function<Migration, Injector> assembly;

  Step(Function<Migration, Injector> assembly) {
    this.assembly = assembly;
  }

  /** The step of this name, as a person writes it on the command line. */
  static Optional<Step> of(String argument) {
    return Arrays.stream(values()).filter(step -> step.argument().equals(argument)).findFirst();
  }

  String argument() {
    return name().toLowerCase(Locale.ROOT);
  }

  Injector injector(Migration migration) {
    return assembly.apply(migration);
  }
}
