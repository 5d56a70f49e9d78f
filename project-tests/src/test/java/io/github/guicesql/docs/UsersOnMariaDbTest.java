package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.SqlTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The testing guide's first test, on MariaDB. */
final class UsersOnMariaDbTest {

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.mariadb(
          config -> new MysqlModule(SqlOptions.defaults().withConfig(config)), new UsersModule());

  @Inject Users users;

  @Test
  void aUserIsFound() throws SQLException {
    long id = users.create(new UserData("ada@example.org", "Ada")).id();
    assertThat(users.find(id)).isPresent();
  }
}
