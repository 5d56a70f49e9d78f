package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.MigrationContract;
import io.github.guicesql.mysql.Mysql.Driver;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Driver.class)
abstract class MysqlMigrationTest extends MigrationContract {

  MysqlMigrationTest(Server server, Driver driver) {
    super(new MysqlEngine(server, driver));
  }

  @Override
  protected void dropUser(Connection admin, String user) throws SQLException {
    Mysql.execute(admin, "drop user if exists " + user);
  }

  @Override
  protected void allowTables(Connection admin, String user) {}
}
