package io.github.guicesql.sqlmodule.driver;

import org.jspecify.annotations.Nullable;

/**
 * What a database's configuration says of the login: each part may be absent. Immutable; its text
 * shows the user, never the password.
 */
public final class Login {

  /** The login of an address that names neither user nor password. */
  public static final Login NONE = new Login(null, null);

  private final @Nullable String user;
  private final @Nullable String password;

  /** Creates a login; what the configuration does not say is null. */
  public Login(@Nullable String user, @Nullable String password) {
    this.user = user;
    this.password = password;
  }

  /** The user's name, or null. */
  public @Nullable String user() {
    return user;
  }

  /** The password, or null. */
  public @Nullable String password() {
    return password;
  }

  /** Returns this login, with what it lacks from another one. */
  Login or(Login other) {
    return new Login(
        user == null ? other.user : user, password == null ? other.password : password);
  }

  /** Returns the user and whether there is a password. */
  @Override
  public String toString() {
    return (user == null ? "no user" : user)
        + (password == null ? ", no password" : ", password ***");
  }
}
