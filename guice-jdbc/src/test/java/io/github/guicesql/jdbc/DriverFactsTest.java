package io.github.guicesql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the guide says of the drivers, and why {@link JdbcConnection} is needed. A failure here is
 * news of a newer driver.
 */
@Tag("any-jdk")
final class DriverFactsTest {

  static {
    Derby.prepare();
  }

  @Test
  void h2sAbortDoesNothing() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
      connection.abort(Runnable::run);

      assertThat(connection.isClosed()).isFalse();
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void duckDbHasNoAbort() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThatThrownBy(() -> connection.abort(Runnable::run))
          .isInstanceOf(SQLFeatureNotSupportedException.class);
    }
  }

  @Test
  void derbyHasNoCancel() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:derby:memory:facts;create=true");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(statement::cancel).isInstanceOf(SQLFeatureNotSupportedException.class);
    }
  }

  @Test
  void sqlCanTurnAutoCommitOff() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        Statement statement = connection.createStatement()) {
      statement.execute("begin");

      assertThat(connection.getAutoCommit()).isFalse();
    }
  }

  @Test
  void jdbcDoesNotSeeATransactionThatDuckDbsSqlBegan() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("begin");

      assertThat(connection.getAutoCommit()).isTrue();
    }
  }
}
