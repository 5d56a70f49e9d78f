package io.github.guicesql.fresh;

import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.Fresh;
import io.github.guicesql.sqltest.SqlTest;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RollbackOnMysqlTest extends RollbackContract {

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.mysql(
              config -> new MysqlModule(SqlOptions.defaults().withConfig(config)),
              new UsersModule())
          .freshEach(Fresh.ROLLBACK);
}
