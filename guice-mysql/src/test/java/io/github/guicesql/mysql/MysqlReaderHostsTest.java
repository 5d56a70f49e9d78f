package io.github.guicesql.mysql;

import static java.util.Locale.ROOT;

import io.github.guicesql.drivercontract.ReaderHostsContract;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** On a pair of servers of either product, which the subclass starts, with each driver. */
@ParameterizedClass
@EnumSource(Driver.class)
abstract class MysqlReaderHostsTest extends ReaderHostsContract {

  private final Driver driver;

  MysqlReaderHostsTest(Server server, Driver driver) {
    super(new MysqlEngine(server, driver));
    this.driver = driver;
  }

  static ReplicatedPair prepared(ReplicatedPair pair) throws SQLException {
    try (Connection connection = pair.first().database().connect()) {
      Mysql.execute(connection, "create table t (id int primary key)");
    }
    return pair;
  }

  @Override
  protected String dsn() {
    return pair()
        .dsn("get-server-public-key=true")
        .replaceFirst("^[a-z]+:", driver.name().toLowerCase(ROOT) + ":");
  }

  @Override
  protected String where() {
    return "select @@port";
  }

  @Override
  protected String answer(boolean ofStandby) {
    return String.valueOf((ofStandby ? pair().second() : pair().first()).database().port());
  }

  @Override
  protected String foreignPosition() {
    return "0/1";
  }
}
