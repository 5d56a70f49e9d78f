package io.github.guicesql.examples.users;

/** Another user has this e-mail address. */
public final class DuplicateEmailException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String email;

  DuplicateEmailException(String email, Throwable cause) {
    super("There is a user with the e-mail address " + email + " already.", cause);
    this.email = email;
  }

  /** The address, in the spelling that the database has it in. */
  public String email() {
    return email;
  }
}
