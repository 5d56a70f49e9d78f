package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MariaDbServerTest {

  @Test
  void launches() throws SQLException {
    try (MariaDbServer server = MariaDbServer.launch(MariaDbOptions.defaults())) {
      assertThat(server.version()).startsWith("11.4.");
      TestDatabase database = server.createDatabase();
      EmbeddedServerTest.execute(database, "CREATE TABLE t AS SELECT 42 AS i");
      assertThat(database.dsn()).startsWith("mariadb://root:").endsWith("/" + database.database());
      assertThatThrownBy(
              () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
          .hasFieldOrPropertyWithValue("SQLState", "28000");
      server.restart();
      assertThat(EmbeddedServerTest.ask(database, "SELECT i FROM t")).isEqualTo("42");
      EmbeddedServerTest.execute(database, "CREATE USER u@'%' IDENTIFIED BY 'x'");
      try (Connection open = database.connect()) {
        open.setAutoCommit(false);
        open.createStatement().execute("SELECT * FROM t");
        database.close();
        assertThat(open.isValid(5)).isFalse();
      }
      assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
    }
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      assertThat(EmbeddedServerTest.ask(database, "SELECT DATABASE()"))
          .isEqualTo(database.database());
    }
  }
}
