package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Result sets close when their transaction ends, as the driver declares. */
final class SqliteCursorTest {

  @TempDir Path folder;
  private Sqlite sqlite;

  @BeforeEach
  void open() throws SQLException {
    sqlite = Sqlite.at(folder.resolve("a.db"));
    sqlite.execute("create table t (x integer)", "insert into t values (1), (2), (3)");
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  @FunctionalInterface
  private interface End {
    void of(Connection connection) throws SQLException;
  }

  /** So that it is known what the other tests would see if ours did nothing. */
  @Test
  void withTheDriverAsItComesTheNextWriteIsTooLate() throws Exception {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    SQLiteDataSource driver = new SQLiteDataSource(config);
    driver.setUrl("jdbc:sqlite:" + folder.resolve("a.db"));
    try (Connection connection = driver.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      ResultSet rows = statement.executeQuery("select x from t");
      rows.next();
      connection.commit();
      sqlite.execute("insert into t values (4)");
      assertThatThrownBy(() -> Sqlite.execute(connection, "insert into t values (5)"))
          .hasMessageContaining("SQLITE_BUSY_SNAPSHOT");
    }
  }

  @Test
  void theNextTransactionSeesAndWritesWhatIsThere() throws Exception {
    List<End> ends =
        List.of(
            Connection::commit,
            Connection::rollback,
            c -> Sqlite.execute(c, "commit"),
            c -> {
              c.setAutoCommit(true);
              c.setAutoCommit(false);
            });
    int written = 3;
    for (End end : ends) {
      try (Connection connection = sqlite.connection();
          Statement statement = connection.createStatement();
          Statement executed = connection.createStatement();
          PreparedStatement prepared = connection.prepareStatement("select x from t where x > ?")) {
        connection.setAutoCommit(false);
        ResultSet rows = statement.executeQuery("select x from t");
        assertThat(rows.next()).isTrue();
        executed.execute("select x from t");
        prepared.setInt(1, 0);
        ResultSet preparedRows = prepared.executeQuery();
        assertThat(preparedRows.next()).isTrue();
        end.of(connection);

        sqlite.execute("insert into t values (10)");
        written++;
        assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("" + written);
        Sqlite.execute(connection, "insert into t values (11)");
        written++;
        connection.commit();

        for (ResultSet ended : List.of(rows, preparedRows)) {
          assertEnded(ended::next);
          assertEnded(() -> ended.getInt(1));
          ended.close();
        }
        prepared.setInt(1, 1);
        try (ResultSet again = prepared.executeQuery()) {
          assertThat(again.next()).isTrue();
          assertThat(again.getInt(1)).isEqualTo(2);
        }
        try (ResultSet again = statement.executeQuery("select x from t")) {
          assertThat(again.next()).isTrue();
        }
        connection.commit();
      }
    }
  }

  private static void assertEnded(org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
    SQLException ended = catchThrowableOfType(SQLException.class, use);
    assertThat(ended.getMessage()).contains("closed when its transaction ended");
    assertThat(ended.getSQLState()).isEqualTo("24000");
  }

  @Test
  void aSnapshotsResultEndsWithIt() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      ResultSet rows = statement.executeQuery("select x from t");
      assertThat(rows.next()).isTrue();
      connection.commit();
      assertEnded(rows::next);
      sqlite.execute("insert into t values (4)");
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("4");
    }
  }

  @Test
  void oneThatWasReadToItsEndHasEnded() throws Exception {
    try (Connection connection = sqlite.connection();
        PreparedStatement select = connection.prepareStatement("select x from t where x = 1")) {
      connection.setAutoCommit(false);
      ResultSet rows = select.executeQuery();
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isFalse();
      connection.commit();
      assertThat(rows.next()).isFalse();
    }
  }

  /** In auto-commit mode each statement is its own transaction, but a loop that writes goes on. */
  @Test
  void inAutoCommitModeAResultStaysOpenWhileOthersWrite() throws Exception {
    try (Connection connection = sqlite.connection();
        Statement statement = connection.createStatement();
        PreparedStatement update =
            connection.prepareStatement("update t set x = x + 10 where x = ?");
        ResultSet rows = statement.executeQuery("select x from t order by rowid")) {
      while (rows.next()) {
        update.setInt(1, rows.getInt(1));
        update.executeUpdate();
      }
    }
    assertThat(sqlite.query("select group_concat(x) from t")).isEqualTo("11,12,13");
  }
}
