package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.ReaderHostsContract;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** On a pair of MariaDB servers. */
@ParameterizedClass
@EnumSource(Driver.class)
final class MysqlReaderHostsTest extends ReaderHostsContract {

  private static ReplicatedPair pair;
  private final String scheme;

  MysqlReaderHostsTest(Driver driver) {
    super(new MysqlEngine(Server.MARIADB, driver));
    scheme = driver.name().toLowerCase(Locale.ROOT) + "://";
  }

  @BeforeAll
  static void launch() throws SQLException {
    pair = ReplicatedPair.launch(MariaDbOptions.defaults());
    try (Connection connection = pair.first().database().connect()) {
      Mysql.execute(connection, "create table t (id int primary key)");
    }
  }

  @AfterAll
  static void stop() {
    pair.close();
  }

  @Override
  protected ReplicatedPair pair() {
    return pair;
  }

  @Override
  protected String dsn() {
    return pair.dsn().replace("mariadb://", scheme);
  }

  @Override
  protected String where() {
    return "select @@port";
  }

  @Override
  protected String answer(boolean ofStandby) {
    return String.valueOf((ofStandby ? pair.second() : pair.first()).database().port());
  }

  @Override
  protected String foreignPosition() {
    return "0/1";
  }
}
