package io.github.guicesql.examples.users;

/** No user has this id: there never was one, or it was deleted. */
public final class UnknownUserException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long id;

  UnknownUserException(long id) {
    super("There is no user " + id + ".");
    this.id = id;
  }

  /** The id that was asked for. */
  public long id() {
    return id;
  }
}
