package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told whose process may not do with the file what it must. */
@Tag("any-jdk")
final class SqlitePermissionsTest {

  @TempDir Path folder;
  private Path data;
  private Path inWalMode;
  private Path withoutWal;

  /** Prints the value of the only row, or why there is none. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      for (String path : arguments) {
        try (Sqlite sqlite = Sqlite.at(path)) {
          System.out.println("READ " + sqlite.query("select x from t"));
        } catch (Exception e) {
          System.out.println("FAILED " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
      }
    }
  }

  @BeforeEach
  void createDatabases() throws Exception {
    data = Files.createDirectory(folder.resolve("data"));
    inWalMode = data.resolve("wal.db");
    withoutWal = data.resolve("delete.db");
    for (String path : new String[] {inWalMode.toString(), withoutWal + "?_journal_mode=delete"}) {
      try (Sqlite sqlite = Sqlite.at(path)) {
        sqlite.execute("create table t (x)", "insert into t values (1)");
      }
    }
    permit(folder, "rwxr-xr-x");
  }

  @AfterEach
  void permitRemoval() throws IOException {
    permit(data, "rwxr-xr-x");
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private String openWithoutPrivileges(Object path) throws Exception {
    Process child = ChildJvm.startWithoutPrivileges(folder, Reader.class, path.toString());
    String output = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertThat(child.waitFor()).isZero();
    return output;
  }

  @Test
  void aFileThatMayNotBeRead() throws Exception {
    permit(inWalMode, "---------");
    assertThat(openWithoutPrivileges(inWalMode))
        .startsWith("FAILED")
        .contains("SQLITE_PATH", "There is no permission to read " + inWalMode);
  }

  @Test
  void aFileThatMayNotBeWritten() throws Exception {
    permit(inWalMode, "r--r--r--");
    assertThat(openWithoutPrivileges(inWalMode))
        .startsWith("FAILED")
        .contains("SQLITE_PATH", inWalMode + " is read-only for this process", "add ?mode=ro");
  }

  @Test
  void aFolderInWhichNoFileMayBeCreated() throws Exception {
    permit(data, "r-xr-xr-x");
    assertThat(openWithoutPrivileges(data.resolve("new.db")))
        .startsWith("FAILED")
        .contains("SQLITE_PATH", "no permission to create a file in " + data);
  }

  @Test
  void aFolderInWhichNoJournalMayBeCreated() throws Exception {
    permit(inWalMode, "rw-rw-rw-");
    permit(data, "r-xr-xr-x");
    assertThat(openWithoutPrivileges(inWalMode))
        .startsWith("FAILED")
        .contains("SQLITE_PATH", "no permission to create SQLite's journal in " + data);
    assertThat(openWithoutPrivileges(inWalMode + "?mode=ro"))
        .startsWith("FAILED")
        .contains("add ?immutable=1");
    assertThat(openWithoutPrivileges(inWalMode + "?immutable=1")).isEqualTo("READ 1\n");
  }

  @Test
  void whatTheErrorsAdviseWorks() throws Exception {
    permit(withoutWal, "r--r--r--");
    permit(data, "r-xr-xr-x");
    assertThat(openWithoutPrivileges(withoutWal)).contains("add ?mode=ro");
    assertThat(openWithoutPrivileges(withoutWal + "?mode=ro")).isEqualTo("READ 1\n");
  }
}
