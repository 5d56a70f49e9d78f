package io.github.guicesql.examples.users;

/** Thrown when another user has the e-mail address. */
public final class DuplicateEmailException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String email;

  DuplicateEmailException(String email, Throwable cause) {
    super("There is a user with the e-mail address " + email + " already.", cause);
    this.email = email;
  }

  /** The address in its normalized form. */
  public String email() {
    return email;
  }
}
