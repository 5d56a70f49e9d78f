package io.github.guicesql.postgres;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The defaults that libpq and pgjdbc take from the process, for what a connection string does not
 * specify.
 *
 * @param user the user who runs the process, and the default user to connect as
 * @param rootCertificate the file of trusted authorities, which need not exist
 */
record ProcessDefaults(String user, Path rootCertificate) {

  static ProcessDefaults ofThisProcess() {
    return new ProcessDefaults(System.getProperty("user.name"), rootOfThisProcess());
  }

  /** Returns the file that pgjdbc's LibPQFactory uses. */
  private static Path rootOfThisProcess() {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    return windows
        ? Path.of(String.valueOf(System.getenv("APPDATA")), "postgresql", "root.crt")
        : Path.of(System.getProperty("user.home"), ".postgresql", "root.crt");
  }
}
