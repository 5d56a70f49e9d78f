package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.LoginContract;
import io.github.guicesql.sqlmodule.driver.Login;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PostgresLoginTest extends LoginContract {

  PostgresLoginTest() {
    super(new PostgresEngine());
  }

  @Override
  protected List<String> forms() {
    return List.of(
        "postgres://%s:%d/%s", "jdbc:postgresql://%s:%d/%s", "host=%s port=%d dbname=%s");
  }

  @Test
  void aDatabaseWithoutANameHasThatOfTheUser() throws Exception {
    assertThat(Dsns.read("postgres://h").with(new Login("app", null)).url())
        .isEqualTo("jdbc:postgresql://h:5432/app");
  }
}
