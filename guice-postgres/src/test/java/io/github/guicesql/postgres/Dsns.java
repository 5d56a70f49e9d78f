package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Problem;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.nio.file.Path;
import java.util.List;

/** Connection strings as they are read by a process that brings nothing along. */
final class Dsns {
  static final ProcessDefaults PROCESS =
      new ProcessDefaults("osuser", Path.of("there-is-no", "root.crt"));

  private Dsns() {}

  static PostgresParameters read(String dsn) throws InvalidValueException {
    return PostgresParameters.read(dsn, PROCESS);
  }

  /** Of one that can be read, but not honoured. */
  static List<Problem> problems(String dsn) throws InvalidValueException {
    Problems problems = new Problems();
    PostgresParameters unused = PostgresParameters.read(dsn, PROCESS, problems);
    assertThat(problems.list()).as("problems of %s", dsn).isNotEmpty();
    return problems.list();
  }
}
