package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.InvalidValueException.Fault;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A connection string that can be read, but not honoured; with all that is wrong, not the first.
 */
public final class UnusableParametersException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ParameterProblem> problems;

  /** With at least one problem. */
  public UnusableParametersException(List<ParameterProblem> problems) {
    super(problems.stream().map(ParameterProblem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of the string. */
  public List<ParameterProblem> problems() {
    return problems;
  }

  /** The same for a setting's parser to throw. */
  public InvalidValueException asInvalidValue() {
    return new InvalidValueException(
        problems.stream().map(UnusableParametersException::fault).toList());
  }

  private static Fault fault(ParameterProblem problem) {
    String write = problem.write();
    return new Fault(
        "The parameter " + problem.keyword() + " " + problem.wrong() + ".",
        write.substring(0, 1).toUpperCase(Locale.ROOT) + write.substring(1) + ".");
  }
}
