package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.config.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The implementations of the sources that {@link CredentialsSource} offers. They are records so
 * that Guice can treat modules with equal options as one.
 */
final class CredentialsSources {

  private CredentialsSources() {}

  record Fixed(Credentials credentials) implements CredentialsSource {
    @Override
    public Credentials get() {
      return credentials;
    }

    @Override
    public Duration checkInterval() {
      return Duration.ZERO;
    }
  }

  record OfPasswordFile(String user, Path file) implements CredentialsSource {
    @Override
    public Credentials get() throws IOException {
      return new Credentials(user, SecretFile.read(file));
    }

    @Override
    public Duration checkInterval() {
      return Duration.ZERO;
    }
  }

  record OfFiles(Path user, Path password) implements CredentialsSource {
    @Override
    public Credentials get() throws IOException {
      return new Credentials(SecretFile.read(user).strip(), SecretFile.read(password));
    }
  }

  record Checked(CredentialsSource source, Duration checkInterval) implements CredentialsSource {
    @Override
    public Credentials get() throws Exception {
      return source.get();
    }
  }
}
