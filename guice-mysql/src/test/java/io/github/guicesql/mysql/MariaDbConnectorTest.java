package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqltest.TestDatabase;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MariaDbConnectorTest {

  private final MariaDbConnector connector = new MariaDbConnector();
  private final TestDatabase database = Server.MARIADB.shared().createDatabase();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = connect(connector.abortable());
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  private Connection connect(Map<String, String> more) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(more);
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    return connector.connect(
        "jdbc:mariadb://%s:%d/".formatted(database.host(), database.port()), properties, 5);
  }

  @Test
  void theIdIsTheSessionsAfterClosingToo() throws SQLException {
    long id = id(connection);
    connector.close(connection);

    assertThat(connection.isClosed()).isTrue();
    assertThat(connector.idToKill(connection, connector.abortable())).hasValue(id);
  }

  /** The driver then kills, since its close could wait for a thread that reads. */
  @ParameterizedTest
  @ValueSource(strings = {"socketFactory", "localSocket", "pipe"})
  void nothingIsToBeKilledWithASocketThatCannotBeClosed(String property) throws SQLException {
    Map<String, String> properties = new HashMap<>(connector.abortable());
    properties.put(property, "own");

    assertThat(connector.idToKill(connection, properties)).isEmpty();
  }

  /** The driver's close sets this timeout; the server may or may not answer in such a time. */
  @ParameterizedTest
  @ValueSource(strings = {"socketTimeout", "connectTimeout"})
  void aTimeoutOfThreeMillisecondsClosesNothing(String timeout) throws SQLException {
    Map<String, String> properties = new HashMap<>(connector.abortable());
    properties.put(timeout, "3");
    Throwable failure = catchThrowable(() -> connect(properties).close());
    while (failure != null && failure.getCause() != null) {
      failure = failure.getCause();
    }
    if (failure != null) {
      assertThat(failure).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static long id(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select connection_id()")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
