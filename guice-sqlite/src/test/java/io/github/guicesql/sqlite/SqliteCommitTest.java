package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The driver's {@code commit()} commits and at once begins the next transaction, and may throw
 * {@code SQLITE_BUSY} for the second after the first succeeded: who retries writes twice.
 */
final class SqliteCommitTest {

  private static final int TRIES = 3000;

  @TempDir Path folder;
  private Path file;
  private Path other;

  @BeforeEach
  void create() throws SQLException {
    file = folder.resolve("a.db");
    other = folder.resolve("other.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (n integer)", "create table noise (n integer)");
    }
  }

  /** IMMEDIATE, so that each of its transactions begins by locking all that is attached. */
  private DataSource driver() {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(0);
    SQLiteDataSource driver = new SQLiteDataSource(config);
    driver.setUrl("jdbc:sqlite:" + file);
    return driver;
  }

  /**
   * Writes a row, attaches a file that somebody else has locked, and commits: the commit itself
   * does not touch that file, a transaction begun after it does.
   *
   * @return whether the commit threw
   */
  private boolean commitsBesideALockedFile(DataSource dataSource) throws SQLException {
    SQLiteDataSource stranger = new SQLiteDataSource();
    stranger.setUrl("jdbc:sqlite:" + other);
    try (Connection locking = stranger.getConnection();
        Connection connection = dataSource.getConnection()) {
      Sqlite.execute(locking, "create table t (n integer)", "begin immediate");
      connection.setAutoCommit(false);
      Sqlite.execute(connection, "insert into t values (7)", "attach '" + other + "' as other");
      boolean threw = !commits(connection);
      Sqlite.execute(locking, "rollback");
      return threw;
    }
  }

  @Test
  void withTheDriverAsItComesACommitThatCommittedCanThrow() throws Exception {
    assertThat(commitsBesideALockedFile(driver())).isTrue();
    assertThat(rows(7)).isEqualTo(1);
  }

  @Test
  void withOursItDoesNot() throws Exception {
    try (Sqlite sqlite = Sqlite.at(file + "?_busy_timeout=0")) {
      assertThat(commitsBesideALockedFile(sqlite.dataSource())).isFalse();
      assertThat(rows(7)).isEqualTo(1);
    }
  }

  @Test
  void withOursItNeverDoesBesideAnotherWriter() throws Exception {
    try (Sqlite sqlite = Sqlite.at(file + "?_busy_timeout=0")) {
      assertThat(commitsThatThrewAlthoughTheyCommitted(sqlite.dataSource())).isZero();
    }
  }

  /** Stops at the first. Only a commit's failure counts: a busy file at the beginning is honest. */
  private int commitsThatThrewAlthoughTheyCommitted(DataSource dataSource) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Thread contender = new Thread(() -> contend(stop), "contender");
    contender.start();
    try {
      for (int n = 0; n < TRIES; n++) {
        if (!commitOrThrow(dataSource, n) && rows(n) == 1) {
          return 1;
        }
      }
      return 0;
    } finally {
      stop.set(true);
      contender.join();
    }
  }

  private static boolean commitOrThrow(DataSource dataSource, int n) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("insert into t (n) values (?)")) {
        insert.setInt(1, n);
        insert.executeUpdate();
      }
      return commits(connection);
    } catch (SQLException busyBeforeTheCommit) {
      return true;
    }
  }

  private static boolean commits(Connection connection) {
    try {
      connection.commit();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private int rows(int n) throws SQLException {
    try (Sqlite reader = Sqlite.at(file + "?mode=ro")) {
      return Integer.parseInt(reader.query("select count(*) from t where n = " + n));
    }
  }

  private void contend(AtomicBoolean stop) {
    SQLiteDataSource stranger = new SQLiteDataSource();
    stranger.setUrl("jdbc:sqlite:" + file);
    stranger.setBusyTimeout(0);
    stranger.setSynchronous("OFF");
    try (Connection connection = stranger.getConnection();
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        try {
          statement.execute("insert into noise values (1)");
        } catch (SQLException busy) {
          Thread.onSpinWait();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
