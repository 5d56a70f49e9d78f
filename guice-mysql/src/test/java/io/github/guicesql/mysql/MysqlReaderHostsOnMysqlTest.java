package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.MysqlOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("long")
final class MysqlReaderHostsOnMysqlTest extends MysqlReaderHostsTest {

  private static ReplicatedPair pair;

  MysqlReaderHostsOnMysqlTest(Driver driver) {
    super(Server.MYSQL, driver);
  }

  @BeforeAll
  static void launch() throws SQLException {
    pair = prepared(ReplicatedPair.launch(MysqlOptions.defaults()));
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
