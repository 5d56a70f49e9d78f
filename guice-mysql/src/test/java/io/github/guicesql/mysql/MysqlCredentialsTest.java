package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.CredentialsContract;
import io.github.guicesql.mysql.Mysql.Driver;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Driver.class)
final class MysqlCredentialsTest extends CredentialsContract {

  MysqlCredentialsTest(Driver driver) {
    super(new MysqlEngine(Server.MARIADB, driver));
  }
}
