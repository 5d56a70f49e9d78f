package io.github.guicesql.sqlmodule.driver;

import org.jspecify.annotations.Nullable;

/** Who logs in. Immutable; its text shows the user, never the password. */
public final class Credentials {

  private final String user;
  private final @Nullable String password;

  /** A user, and the password unless the database wants none. */
  public Credentials(String user, @Nullable String password) {
    this.user = user;
    this.password = password;
  }

  /** The user. */
  public String user() {
    return user;
  }

  /** The password; null for none. */
  public @Nullable String password() {
    return password;
  }

  /** The user, and whether there is a password. */
  @Override
  public String toString() {
    return user + (password == null ? ", no password" : ", password ***");
  }
}
