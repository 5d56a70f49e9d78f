package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.ReturnedConnectionsContract;
import io.github.guicesql.mysql.Mysql.Driver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aResultThatIsReadRowByRow(boolean toItsEnd) throws SQLException {
    leavesNothing(connection -> stream(connection, toItsEnd));
    for (String mode : List.of("begin", "set autocommit = 0")) {
      leavesNothing(
          connection -> {
            Mysql.execute(connection, mode, "insert into t values (1)");
            stream(connection, toItsEnd);
          });
    }
    leavesNothing(
        connection -> {
          connection.setAutoCommit(false);
          Mysql.execute(connection, "insert into t values (1)");
          stream(connection, toItsEnd);
        });
  }

  private void stream(Connection connection, boolean toItsEnd) throws SQLException {
    Statement statement = connection.createStatement();
    statement.setFetchSize(driver == Driver.MYSQL ? Integer.MIN_VALUE : 1);
    ResultSet rows =
        statement.executeQuery("select 1 from information_schema.character_sets limit 10");
    assertThat(rows.next()).isTrue();
    if (toItsEnd) {
      while (rows.next()) {
        // The driver asks for the next row.
      }
      rows.close();
    }
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
