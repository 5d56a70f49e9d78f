package io.github.guicesql.examples.users;

/** Thrown when no user has the id: it never existed, or was deleted. */
public final class UnknownUserException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long id;

  UnknownUserException(long id) {
    super("There is no user " + id + ".");
    this.id = id;
  }

  /** The unknown id. */
  public long id() {
    return id;
  }
}
