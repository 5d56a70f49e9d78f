package io.github.guicesql.examples.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TransactionsTest {

  private TestDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.open(TestDatabase.MEMORY);
    database.execute("CREATE TABLE t (x INTEGER)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void commitsWhatTheWorkDid() throws SQLException {
    assertThat(new Transactions(database.db()).<Integer>run(TransactionsTest::insert)).isEqualTo(1);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void rollsBackWhateverWasThrown() throws SQLException {
    Transactions transactions = new Transactions(database.db());

    assertThatThrownBy(() -> transactions.run(failing(new SQLException("s")))).hasMessage("s");
    assertThatThrownBy(() -> transactions.run(failing(new IllegalStateException("r"))))
        .hasMessage("r");
    assertThatThrownBy(() -> transactions.run(failing(new StackOverflowError("e"))))
        .isInstanceOf(StackOverflowError.class);

    assertThat(rows()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void autoCommitIsAsItWas(boolean autoCommit) throws SQLException {
    try (Connection connection = database.db().getConnection()) {
      connection.setAutoCommit(autoCommit);
      Transactions transactions = new Transactions(giving(keptOpen(connection)));

      transactions.run(TransactionsTest::insert);
      assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);

      assertThatThrownBy(() -> transactions.run(failing(new StackOverflowError("e"))))
          .isInstanceOf(StackOverflowError.class);
      assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
    }
    assertThat(rows()).isEqualTo(1);
  }

  /** Auto-commit turned on would commit what could not be rolled back. */
  @Test
  void failedRollbackCommitsNothingAndHidesNothing() throws SQLException {
    SQLException noRollback = new SQLException("no rollback");
    try (Connection connection = database.db().getConnection()) {
      Connection broken = keptOpen(connection);
      doThrow(noRollback).when(broken).rollback();
      Transactions transactions = new Transactions(giving(broken));

      assertThatThrownBy(() -> transactions.run(failing(new SQLException("first"))))
          .hasMessage("first")
          .hasSuppressedException(noRollback);
      assertThat(connection.getAutoCommit()).isFalse();
    }
    assertThat(rows()).isZero();
  }

  private static Connection keptOpen(Connection connection) throws SQLException {
    Connection kept = mock(Connection.class, delegatesTo(connection));
    doNothing().when(kept).close();
    return kept;
  }

  private static DataSource giving(Connection connection) throws SQLException {
    DataSource db = mock(DataSource.class);
    when(db.getConnection()).thenReturn(connection);
    return db;
  }

  private static Transactions.Work<Integer> failing(Throwable failure) {
    return connection -> {
      insert(connection);
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      throw (SQLException) failure;
    };
  }

  private static int insert(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate("INSERT INTO t VALUES (1)");
    }
  }

  private long rows() throws SQLException {
    return database.number("SELECT COUNT(*) FROM t");
  }
}
