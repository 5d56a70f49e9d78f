package io.github.guicesql.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.sqlmodule.SqlConfigException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first service does what the README says. */
final class QuickstartTest {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  @TempDir Path folder;

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(System.out);
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
    System.clearProperty("sqlite.path");
  }

  @Test
  void countsFromRunToRun() throws Exception {
    System.setProperty("sqlite.path", folder.resolve("visits.db").toString());
    Quickstart.main(new String[0]);
    Quickstart.main(new String[0]);
    assertThat(printed.toString(UTF_8)).contains("visit number 1\n", "visit number 2\n");
    assertThat(folder).isDirectoryContaining("glob:**/visits.db");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void saysWhatIsWrong() {
    System.setProperty("sqlite.path", folder.resolve("missing/visits.db").toString());
    assertThatThrownBy(() -> Quickstart.main(new String[0]))
        .hasRootCauseInstanceOf(SqlConfigException.class);
    assertThat(printed.toString(UTF_8))
        .contains("database.db (sqlite), INVALID_CONFIG: SQLITE_PATH (sqlite.path) = ");
  }
}
