package io.github.guicesql.sqlmodule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user and password of a login, and when they expire. Immutable; its text shows the user, never
 * the password.
 */
public final class Credentials {

  private final String user;
  private final @Nullable String password;
  private final @Nullable Instant expiry;

  /** Creates credentials without an expiry; the password is null if the database needs none. */
  public Credentials(String user, @Nullable String password) {
    this(user, password, null);
  }

  private Credentials(String user, @Nullable String password, @Nullable Instant expiry) {
    this.user = requireNonNull(user, "user");
    this.password = password;
    this.expiry = expiry;
  }

  /**
   * Returns the same credentials with an expiry. They are used for new connections until shortly
   * before it: half a minute or a tenth of the remaining time, whichever is longer, but never more
   * than half of it.
   */
  public Credentials expiringAt(Instant when) {
    return new Credentials(user, password, when);
  }

  /** The user's name. */
  public String user() {
    return user;
  }

  /** The password; null for none. */
  public @Nullable String password() {
    return password;
  }

  /** When the credentials expire; empty if that is not known. */
  public Optional<Instant> expiry() {
    return Optional.ofNullable(expiry);
  }

  /** Returns the user and whether there is a password. */
  @Override
  public String toString() {
    return user + (password == null ? ", no password" : ", password ***");
  }
}
