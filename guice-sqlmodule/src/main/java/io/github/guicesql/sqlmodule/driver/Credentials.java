package io.github.guicesql.sqlmodule.driver;

import org.jspecify.annotations.Nullable;

/** The user and password of a login. Immutable; its text shows the user, never the password. */
public final class Credentials {

  private final String user;
  private final @Nullable String password;

  /** Creates credentials; the password is null if the database needs none. */
  public Credentials(String user, @Nullable String password) {
    this.user = user;
    this.password = password;
  }

  /** The user's name. */
  public String user() {
    return user;
  }

  /** The password; null for none. */
  public @Nullable String password() {
    return password;
  }

  /** Returns the user and whether there is a password. */
  @Override
  public String toString() {
    return user + (password == null ? ", no password" : ", password ***");
  }
}
