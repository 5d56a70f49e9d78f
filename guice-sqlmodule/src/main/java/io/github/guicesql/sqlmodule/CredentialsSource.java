package io.github.guicesql.sqlmodule;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A source of credentials that may change while the service runs. A lambda can ask a vault or make
 * an access token.
 *
 * <p>It is asked for each new physical connection, except that credentials with an expiry are used
 * until shortly before it. If the database refuses the login, it is asked once more. If the user
 * changes, connections of the old user are closed: idle ones when the change is noticed, borrowed
 * ones when they are returned. A change is noticed when a connection is opened and at every {@link
 * #checkInterval}, so that no connection of the old user is idle for longer than that. A changed
 * password alone closes no connection.
 *
 * <p>A source that makes a new user at each call must return an expiry; otherwise, each new
 * connection would close all others. Calls do not overlap; they are made on the threads that open
 * connections and on one daemon thread per pool.
 */
@FunctionalInterface
public interface CredentialsSource {

  /**
   * Returns the credentials that are valid now.
   *
   * @throws Exception fails the new connection, as its cause; its message must not contain a secret
   */
  Credentials get() throws Exception;

  /**
   * The interval at which the source is asked whether the user has changed, unless the credentials
   * have an expiry. Zero means that the user never changes. 10 s by default.
   */
  default Duration checkInterval() {
    return Duration.ofSeconds(10);
  }

  /** Returns the same source with another {@link #checkInterval}. */
  default CredentialsSource checkedEvery(Duration interval) {
    return new CredentialsSources.Checked(this, requireNonNull(interval, "interval"));
  }

  /** A source of credentials that never change. */
  static CredentialsSource fixed(String user, @Nullable String password) {
    return new CredentialsSources.Fixed(new Credentials(user, password));
  }

  /**
   * A source whose password is in a file, in UTF-8, which is read for each new connection. A line
   * end at the end of the file is not part of the password.
   */
  static CredentialsSource passwordFile(String user, Path file) {
    return new CredentialsSources.OfPasswordFile(
        requireNonNull(user, "user"), requireNonNull(file, "file"));
  }

  /**
   * A source whose user and password are in two files, which are read for each new connection, as
   * Kubernetes mounts a secret with two entries.
   */
  static CredentialsSource files(Path user, Path password) {
    return new CredentialsSources.OfFiles(
        requireNonNull(user, "user"), requireNonNull(password, "password"));
  }
}
