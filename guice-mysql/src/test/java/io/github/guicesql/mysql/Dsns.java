package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Problem;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;

/** Connection strings as they are read for one of the drivers. */
final class Dsns {

  private Dsns() {}

  static MysqlParameters read(String dsn, Connector connector) throws InvalidValueException {
    Problems problems = new Problems();
    MysqlParameters read = MysqlParameters.read(dsn, connector, problems);
    problems.throwIfAny();
    return read;
  }

  /** Of one that can be read, but not honoured. */
  static List<Problem> problems(String dsn, Connector connector) throws InvalidValueException {
    Problems problems = new Problems();
    MysqlParameters unused = MysqlParameters.read(dsn, connector, problems);
    assertThat(problems.list()).as("problems of %s", dsn).isNotEmpty();
    return problems.list();
  }
}
