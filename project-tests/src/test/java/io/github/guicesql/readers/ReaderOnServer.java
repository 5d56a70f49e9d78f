package io.github.guicesql.readers;

import static org.awaitility.Awaitility.await;

import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** What a reader promises on a real server. */
abstract class ReaderOnServer extends ReaderContract {

  private final TestDatabase database;

  ReaderOnServer(TestServer server) {
    database = server.createDatabase();
  }

  @Override
  Map<String, String> config() {
    return Map.of(prefix() + "_DSN", database.dsn());
  }

  /** A query for the number of the database's sessions but its own. */
  abstract String sessions();

  /** A server notices a moment later that a client has left. */
  @Override
  void assertNothingIsLeft() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      await()
          .until(
              () -> {
                try (ResultSet count = statement.executeQuery(sessions())) {
                  return count.next() && count.getInt(1) == 0;
                }
              });
    }
    database.close();
  }
}
