package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.ReturnedConnectionsContract;
import io.github.guicesql.mysql.Mysql.Driver;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Driver.class)
abstract class ReturnedConnectionsTest extends ReturnedConnectionsContract {

  private final Driver driver;

  ReturnedConnectionsTest(Server server, Driver driver) {
    super(new MysqlEngine(server, driver));
    this.driver = driver;
  }

  @Test
  void anAutoCommitThatSqlHasTurnedOff() throws SQLException {
    leavesNothing(connection -> Mysql.execute(connection, "set autocommit = 0"));
    leavesNothing(
        connection -> Mysql.execute(connection, "set autocommit = 0", "insert into t values (1)"));
  }

  @Test
  void aTransactionOfJdbcsAndOneOfSql() throws SQLException {
    leavesNothing(
        connection -> {
          connection.setAutoCommit(false);
          Mysql.execute(connection, "set autocommit = 1", "begin", "insert into t values (1)");
        });
  }

  @Test
  void aPoolWithoutAutoCommitThatSqlHasTurnedOn() throws SQLException {
    openWith(hook -> hook.setAutoCommit(false));
    String session = ask(engine.session());
    use(connection -> Mysql.execute(connection, "set autocommit = 1"));
    use(
        connection -> {
          Mysql.execute(connection, "insert into t values (2)");
          connection.rollback();
        });
    assertThat(ask("select count(*) from t")).isEqualTo("0");
    assertThat(ask(engine.session())).isEqualTo(session);
  }

  @Test
  void anotherDatabase() throws SQLException {
    leavesNothing(connection -> connection.setCatalog("mysql"));
    leavesNothing(
        connection -> {
          connection.setAutoCommit(false);
          connection.setCatalog("mysql");
        });
    assertThat(ask(engine.database())).isEqualTo(database.database());
  }

  /** MySQL's driver does not look at what the server reports of it. */
  @Test
  void anotherDatabaseBySql() throws SQLException {
    if (driver == Driver.MARIADB) {
      leavesNothing(connection -> Mysql.execute(connection, "use mysql"));
      assertThat(ask(engine.database())).isEqualTo(database.database());
    }
  }
}
