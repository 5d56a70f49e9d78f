package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.SqlTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The testing guide's first test. */
final class UsersOnPostgresTest {

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.postgres(
          config -> new PostgresModule(SqlOptions.defaults().withConfig(config)),
          new UsersModule());

  @Inject Users users;

  @Test
  void aUserIsFound() throws SQLException {
    long id = users.create(new UserData("ada@example.org", "Ada")).id();
    assertThat(users.find(id)).isPresent();
  }

  @Test
  void itsDatabaseIsItsOwn() {
    assertThat(sql.database().database()).startsWith("sqltest_");
  }
}
