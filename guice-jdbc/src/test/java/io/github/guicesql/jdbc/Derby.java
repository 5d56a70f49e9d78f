package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.DriverManager;

/** What the tests on Derby share. */
public final class Derby {

  private Derby() {}

  /** Derby's field of its log; the log would be a file in the working directory. */
  public static final OutputStream NOWHERE = OutputStream.nullOutputStream();

  static void logNothing() {
    System.setProperty("derby.stream.error.field", Derby.class.getName() + ".NOWHERE");
  }

  /** Also saves the time to write databases through to the disk that are gone after the test. */
  static void prepare() {
    logNothing();
    System.setProperty("derby.system.durability", "test");
  }

  /** Returns whether any query of this process goes through rows, a server's too. */
  static boolean isRunning() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> JdbcContract.isIn(thread, "getNextRowCore"));
  }

  /** Ends the database in this process, with all that runs in it. */
  static void shutDown(Path database) {
    assertThatThrownBy(
            () -> DriverManager.getConnection("jdbc:derby:" + database + ";shutdown=true"))
        .hasMessageContaining("shutdown");
  }
}
