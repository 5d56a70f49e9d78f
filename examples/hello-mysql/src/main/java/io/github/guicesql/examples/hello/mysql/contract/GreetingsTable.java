package io.github.guicesql.examples.hello.mysql.contract;

import io.github.guicesql.sqlmodule.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Creates the table of greetings, unless the old service has done so. */
final class GreetingsTable implements Migration {

  @Override
  public void migrate(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement create = connection.createStatement()) {
      create.execute(
          "CREATE TABLE IF NOT EXISTS `greetings`"
              + " (`name` VARCHAR(100) PRIMARY KEY, `times` INT NOT NULL) ENGINE = InnoDB");
    }
  }
}
