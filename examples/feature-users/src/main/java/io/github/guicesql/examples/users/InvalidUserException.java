package io.github.guicesql.examples.users;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** What was said about a user cannot be accepted. */
public final class InvalidUserException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final Problem[] problems;

  /**
   * One thing that is wrong.
   *
   * @param what reads on from the field: {@code "is required"}
   */
  public record Problem(String field, String what) implements Serializable {

    @Override
    public String toString() {
      return field + " " + what;
    }
  }

  InvalidUserException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining(", ")));
    this.problems = problems.toArray(Problem[]::new);
  }

  /** Everything that is wrong. */
  public List<Problem> problems() {
    return List.of(problems);
  }
}
