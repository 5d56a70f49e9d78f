package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class MysqlReaderHostsOnMariaDbTest extends MysqlReaderHostsTest {

  private static ReplicatedPair pair;

  MysqlReaderHostsOnMariaDbTest(Driver driver) {
    super(Server.MARIADB, driver);
  }

  @BeforeAll
  static void launch() throws SQLException {
    pair = prepared(ReplicatedPair.launch(MariaDbOptions.defaults()));
  }

  @AfterAll
  static void stop() {
    pair.close();
  }

  @Override
  protected ReplicatedPair pair() {
    return pair;
  }
}
