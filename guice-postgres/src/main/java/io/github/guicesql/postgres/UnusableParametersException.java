package io.github.guicesql.postgres;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A connection string that can be read, but not honoured; with all that is wrong, not the first.
 */
final class UnusableParametersException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ParameterProblem> problems;

  UnusableParametersException(List<ParameterProblem> problems) {
    super(problems.stream().map(ParameterProblem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  List<ParameterProblem> problems() {
    return problems;
  }
}
