package io.github.guicesql.examples.users;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown for invalid data of a user. */
public final class InvalidUserException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final Problem[] problems;

  /**
   * One invalid field.
   *
   * @param what a clause that follows the field's name, such as {@code "is required"}
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

  /** All problems. */
  public List<Problem> problems() {
    return List.of(problems);
  }
}
