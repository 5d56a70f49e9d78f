package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.Engine;
import io.github.guicesql.drivercontract.FaultsContract;
import io.github.guicesql.drivercontract.OpenDatabase;
import io.github.guicesql.mysql.Mysql.Driver;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Driver.class)
abstract class MysqlFaultsTest extends FaultsContract {

  private final Driver driver;

  MysqlFaultsTest(Server server, Driver driver) {
    super(new MysqlEngine(server, driver));
    this.driver = driver;
  }

  /** With TLS, MySQL's driver cannot close its socket while a thread cannot go on writing. */
  @Override
  protected String unencrypted(String dsn) {
    return dsn + "&sslMode=" + (driver == Driver.MARIADB ? "disable" : "DISABLED");
  }

  /** While it computes, a server does not look for its client at all. */
  @Test
  void closingEndsABorrowerWhoComputes() throws Exception {
    OpenDatabase open = engine.open(Duration.ofMillis(100), Engine.BORROW, engine.dsn(database));

    assertThatClosingEnds(open, open.connection(), "select benchmark(2000000000, md5(1))");
  }
}
