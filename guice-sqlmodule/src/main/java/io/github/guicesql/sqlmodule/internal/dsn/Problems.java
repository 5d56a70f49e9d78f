package io.github.guicesql.sqlmodule.internal.dsn;

import static java.util.Comparator.comparingInt;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects all problems with a connection string that can be parsed but not honoured. A syntax
 * error is reported at once, by {@link #at}, since nothing after it can be parsed reliably.
 */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  /** Creates an empty collection. */
  public Problems() {}

  /** Creates the exception for a syntax error, which ends the parsing. */
  public static InvalidValueException at(int position, String wrong, String write) {
    return new InvalidValueException(List.of(new Problem(position, null, wrong, write).fault()));
  }

  /** Adds a problem at a position. */
  public void add(int position, String wrong, String write) {
    add(new Problem(position, null, wrong, write));
  }

  /** Adds a problem with a parameter. */
  public void add(Parameter parameter, String wrong, String write) {
    add(new Problem(parameter.position(), parameter.spelling(), wrong, write));
  }

  private void add(Problem problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /** Leaves out the problems that the others do not have. */
  public void retain(Problems others) {
    problems.retainAll(others.problems);
  }

  /** The problems, in the order of the string. */
  public List<Problem> list() {
    return problems.stream().sorted(comparingInt(Problem::position)).toList();
  }

  /** Throws an exception that reports all problems, if there are any. */
  public void throwIfAny() throws InvalidValueException {
    if (!problems.isEmpty()) {
      throw new InvalidValueException(list().stream().map(Problem::fault).toList());
    }
  }
}
