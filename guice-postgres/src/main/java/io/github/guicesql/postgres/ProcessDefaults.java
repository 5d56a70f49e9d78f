package io.github.guicesql.postgres;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What libpq and pgjdbc take from the process that connects, where a connection string says
 * nothing.
 *
 * @param user who runs it: the user to connect as
 * @param rootCertificate the file of authorities to trust, which need not be there
 */
record ProcessDefaults(String user, Path rootCertificate) {

  static ProcessDefaults ofThisProcess() {
    return new ProcessDefaults(System.getProperty("user.name"), rootOfThisProcess());
  }

  /** As pgjdbc's LibPQFactory has it. */
  private static Path rootOfThisProcess() {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    return windows
        ? Path.of(String.valueOf(System.getenv("APPDATA")), "postgresql", "root.crt")
        : Path.of(System.getProperty("user.home"), ".postgresql", "root.crt");
  }
}
