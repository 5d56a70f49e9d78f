package io.github.guicesql.sqlmodule.internal.dsn;

import static java.util.Comparator.comparingInt;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is wrong with a connection string that can be read, but not honoured. What cannot be
 * read is reported at once, by {@link #at}, since nothing is sure after it.
 */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  /** None so far. */
  public Problems() {}

  /** What keeps a string from being read any further. */
  public static InvalidValueException at(int position, String wrong, String write) {
    return new InvalidValueException(List.of(new Problem(position, null, wrong, write).fault()));
  }

  /** Something is wrong at that position. */
  public void add(int position, String wrong, String write) {
    add(new Problem(position, null, wrong, write));
  }

  /** A parameter is wrong. */
  public void add(Parameter parameter, String wrong, String write) {
    add(new Problem(parameter.position(), parameter.spelling(), wrong, write));
  }

  private void add(Problem problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /** In the order of the string. */
  public List<Problem> list() {
    return problems.stream().sorted(comparingInt(Problem::position)).toList();
  }

  /** Reports all of them, if there are any. */
  public void throwIfAny() throws InvalidValueException {
    if (!problems.isEmpty()) {
      throw new InvalidValueException(list().stream().map(Problem::fault).toList());
    }
  }
}
