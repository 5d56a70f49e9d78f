package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An error costs a connection only if the connection is dead. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("any-jdk")
abstract class HarmlessErrorsTest {

  private final TestDatabase database;

  HarmlessErrorsTest(Server server) {
    database = server.shared().createDatabase();
  }

  @AfterAll
  void drop() {
    database.close();
  }

  static Stream<Arguments> signals() {
    return Stream.of(Driver.values())
        .flatMap(
            driver ->
                Stream.of(
                        "sqlstate '0A000'",
                        "sqlstate '08000'",
                        "sqlstate '08S01'",
                        "sqlstate '57P01'",
                        "sqlstate '08S01' set mysql_errno = 4711",
                        "sqlstate '45000' set mysql_errno = 1105")
                    .map(signal -> Arguments.of(driver, signal)));
  }

  private Mysql open(Driver driver) throws SQLException {
    Mysql mysql = Mysql.at(driver.dsn(database), "MYSQL_MAX_OPEN_CONNS", "1");
    mysql.execute("drop table if exists t", "create table t (x int)");
    return mysql;
  }

  /** Something that a driver or a server refuses. */
  private interface Refused {
    void by(Connection connection) throws SQLException;
  }

  /** What was done before the error, in the same transaction, is not lost. */
  private static void keeps(Mysql mysql, Refused refused) throws SQLException {
    mysql.execute("truncate t");
    try (Connection connection = mysql.connection()) {
      connection.setAutoCommit(false);
      Mysql.execute(connection, "insert into t values (1)");
      assertThat(catchThrowable(() -> refused.by(connection))).isInstanceOf(SQLException.class);
      assertThat(connection.isClosed()).isFalse();
      connection.commit();
    }
    assertThat(mysql.query("select count(*) from t")).isEqualTo("1");
  }

  @ParameterizedTest
  @MethodSource("signals")
  void whatAProcedureReports(Driver driver, String signal) throws SQLException {
    try (Mysql mysql = open(driver)) {
      mysql.execute(
          "drop procedure if exists p", "create procedure p() begin signal " + signal + "; end");
      keeps(mysql, connection -> Mysql.execute(connection, "call p()"));
      keeps(mysql, connection -> connection.prepareCall("{call p()}").execute());
      keeps(
          mysql,
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.addBatch("call p()");
              statement.executeBatch();
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void whatIsNotSupported(Driver driver) throws SQLException {
    try (Mysql mysql = open(driver)) {
      keeps(mysql, connection -> connection.createStruct("t", new Object[0]));
      // 1105, the server's "unknown error".
      keeps(mysql, connection -> Mysql.execute(connection, "select extractvalue(1, concat('~'))"));
      // 0A000
      keeps(
          mysql,
          connection ->
              Mysql.execute(
                  connection, "create function f() returns int begin commit; return 1; end"));
      keeps(
          mysql,
          connection ->
              Mysql.execute(
                  connection, "alter table t algorithm=inplace, engine=MyISAM, lock=none"));
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aSessionThatTheServerEndsIsReplaced(Driver driver) throws SQLException {
    try (Mysql mysql = open(driver)) {
      String id;
      try (Connection connection = mysql.connection()) {
        id = Mysql.query(connection, "select connection_id()");
        assertThat(catchThrowable(() -> Mysql.execute(connection, "kill " + id)))
            .isInstanceOf(SQLException.class);
        assertThat(catchThrowable(() -> Mysql.query(connection, "select 1")))
            .isInstanceOf(SQLException.class);
        assertThat(connection.isClosed()).isTrue();
      }
      assertThat(mysql.query("select connection_id()")).isNotEqualTo(id);
    }
  }
}
