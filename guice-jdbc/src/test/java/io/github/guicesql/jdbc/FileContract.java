package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.Dialect;
import java.io.BufferedReader;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds in addition for a database that is a file of this process. */
abstract class FileContract extends JdbcContract {

  private static final int COMMITS = 50;

  FileContract(JdbcEngine engine) {
    super(engine);
  }

  /** What the URL needs so that a commit is in the file when it returns; empty for nothing. */
  abstract String durable();

  @Test
  void keepsWhatWasWritten() throws Exception {
    String url = url();
    execute(db(start("JDBC_URL", url)), "create table t (i int)", "insert into t values (1)");

    restart();

    assertThat(number(db(start("JDBC_URL", url)), "select count(*) from t")).isEqualTo(1);
  }

  /** Another process writes and is killed: what it was told to be committed is there. */
  @Test
  void aKilledProcessLosesNothingThatWasCommitted() throws Exception {
    String url = url() + durable();
    Process writer = writer(url, dialect(), Redirect.INHERIT);
    int committed = 0;
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        committed = Integer.parseInt(line);
        if (committed == COMMITS) {
          // Unlike the process's own method, this leaves what it has printed.
          writer.toHandle().destroyForcibly();
        }
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(committed).isGreaterThanOrEqualTo(COMMITS);

    long found = number(db(start("JDBC_URL", url)), "select count(*) from t");

    assertThat(found).isBetween((long) committed, committed + 1L);
  }

  /** Two processes can neither write into one file nor migrate it at the same time. */
  @Test
  void aSecondProcessIsRefused() throws Exception {
    String url = url();
    execute(db(start("JDBC_URL", url)), "create table mine (i int)");

    Process second = writer(url, dialect(), Redirect.DISCARD);
    try (BufferedReader lines = second.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isNull();
      assertThat(second.waitFor()).isEqualTo(1);
    } finally {
      second.destroyForcibly();
    }
  }

  private static Process writer(String url, Dialect dialect, Redirect errors) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Djdbc.url=" + url,
                "-Djdbc.user=" + USER,
                "-Djdbc.password=" + SECRET,
                Writer.class.getName(),
                dialect.id()))
        .redirectError(errors)
        .directory(new File("").getAbsoluteFile())
        .start();
  }
}
