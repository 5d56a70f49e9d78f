package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys of the pool and of the session, as a real server sees them. */
@Tag("any-jdk")
final class MysqlPoolKeysTest {

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = MariaDbServer.shared().createDatabase();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void theSessionIsAsTheKeysSay(Driver driver) throws Exception {
    try (Mysql mysql =
        Mysql.at(
            driver.dsn(database),
            "MYSQL_ISOLATION",
            "read-committed",
            "MYSQL_READ_ONLY",
            "true",
            "MYSQL_INIT_SQL",
            "set lock_wait_timeout = 77",
            "MYSQL_POOL_NAME",
            "orders db",
            "MYSQL_PARAMETERS",
            "sessionVariables=max_statement_time=55")) {
      assertThat(mysql.query("select @@session.tx_isolation")).isEqualTo("READ-COMMITTED");
      assertThat(mysql.query("select @@lock_wait_timeout")).isEqualTo("77");
      assertThat(mysql.query("select @@max_statement_time")).startsWith("55");
      assertThat(catchThrowable(() -> mysql.execute("create table t (a int)")))
          .isInstanceOf(SQLException.class)
          .hasMessageMatching("(?is).*read.only.*");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tcp(h)/db               | timeout=7s                   | connectTimeout | 7000
          mariadb://h/db          | connect-timeout=7            | connectTimeout | 7
          jdbc:mysql://h/db       | connectTimeout=7             | connectTimeout | 7
          jdbc:mariadb://h/db     | connectTimeout=7             | connectTimeout | 7
          """)
  void parametersHaveTheDsnsForm(String dsn, String apart, String property, String value)
      throws Exception {
    MysqlParameters read = MysqlParameters.read(dsn).with(apart);

    assertThat(read.properties()).containsEntry(property, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tcp(h)/db           | tls=perhaps      | At position 1: the parameter tls
          mysql://h/db        | ssl-mode=perhaps | At position 1: the parameter ssl-mode
          jdbc:mariadb://h/db | password=hunter2 | At position 10: the parameter password has a
          jdbc:mysql://h/db   | a=b&user=hunter2 | At position 10: the parameter user has a
          """)
  void whatCannotBeHonouredIsAProblemOfThatKey(String dsn, String apart, String problem) {
    Throwable thrown = catchThrowable(() -> Mysql.at(dsn, "MYSQL_PARAMETERS", apart).close());
    SqlConfigException error = SqlErrors.find(thrown, SqlConfigException.class).orElseThrow();

    assertThat(error.problems()).anySatisfy(p -> assertThat(p.wrong()).startsWith(problem));
    assertThat(error.problems()).allSatisfy(p -> assertThat(p.key()).isEqualTo("MYSQL_PARAMETERS"));
    assertThat(error.getMessage()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:mariadb://h/db?serverSslCert=/ca.pem                      | sslMode=verify-full
          jdbc:mysql://h/db?trustCertificateKeyStoreUrl=file:/ca.p12     | sslMode=VERIFY_CA
          jdbc:mysql://h/db?cloudSqlInstance=p:r:i                       | socketFactory=a.Factory
          """)
  void parametersMayCompleteWhatTheDsnDemands(String dsn, String apart) throws Exception {
    assertThat(catchThrowable(() -> Mysql.at(dsn).close())).isNotNull();

    Mysql.at(dsn, "MYSQL_PARAMETERS", apart).close();
  }

  @Test
  void whatParametersDoNotCureIsAProblemOfTheDsn() {
    Throwable thrown =
        catchThrowable(
            () ->
                Mysql.at(
                        "jdbc:mariadb://h/db?serverSslCert=/ca.pem&a=b",
                        "MYSQL_PARAMETERS",
                        "sslMode=verify-full")
                    .close());

    assertThat(SqlErrors.find(thrown, SqlConfigException.class).orElseThrow().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("MYSQL_DSN");
              assertThat(problem.wrong()).startsWith("At position 43: the parameter a");
            });
  }
}
