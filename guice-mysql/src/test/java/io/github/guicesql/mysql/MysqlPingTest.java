package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.drivercontract.PingContract;
import io.github.guicesql.drivercontract.UnresponsiveServer;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Driver.class)
final class MysqlPingTest extends PingContract {

  private final Driver driver;

  MysqlPingTest(Driver driver) {
    super(new MysqlEngine(Server.MARIADB, driver));
    this.driver = driver;
  }

  @Override
  protected TestServer launchSmall() {
    return Server.MARIADB.launch(Map.of("max_connections", "10"));
  }

  /** One more than that is let in, for an administrator. */
  @Override
  protected int connections() {
    return 11;
  }

  @Override
  protected void assertFull(SqlBuildException found) {
    assertThat(found).hasMessageContaining("Too many connections");
    // MariaDB's own driver takes the state that the server sends before a login, which is none.
    assertState(found, driver == Driver.MARIADB ? "HY000" : "08004");
    assertThat(found.getCause())
        .isInstanceOfSatisfying(
            SQLException.class, cause -> assertThat(cause.getErrorCode()).isEqualTo(1040));
  }

  @Override
  protected void assertMissing(SqlBuildException found) {
    assertState(found, "42000");
    assertThat(found).hasMessageContaining("Unknown database 'no_such_database'");
  }

  /** A silent server would hold a thread of the pool for ever, one more after each attempt. */
  @Test
  void aLoginHasTheLimitOfThePool() throws Exception {
    try (UnresponsiveServer silent = UnresponsiveServer.silent()) {
      MysqlParameters parameters = MysqlParameters.read(at(silent.port()));
      DataSource source = Mysql.unpooled(parameters);
      source.setLoginTimeout(1);
      long began = System.nanoTime();
      assertThat(catchThrowable(source::getConnection)).isInstanceOf(SQLException.class);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(10);
    }
  }

  @Test
  void theLimitOfTheLoginIsNotThatOfTheReadsAfterIt() throws Exception {
    for (int wanted : new int[] {0, 50_000}) {
      String dsn = driver.dsn(database, "socketTimeout=" + wanted);
      DataSource source = Mysql.unpooled(MysqlParameters.read(dsn));
      source.setLoginTimeout(7);
      try (Connection connection = source.getConnection(database.user(), database.password())) {
        assertThat(connection.getNetworkTimeout()).isEqualTo(wanted);
      }
    }
  }
}
