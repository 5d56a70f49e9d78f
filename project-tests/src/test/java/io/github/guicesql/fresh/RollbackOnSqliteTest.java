package io.github.guicesql.fresh;

import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.Fresh;
import io.github.guicesql.sqltest.SqlTest;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RollbackOnSqliteTest extends RollbackContract {

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.sqlite(
              config -> new SqliteModule(SqlOptions.defaults().withConfig(config)),
              new UsersModule())
          .freshEach(Fresh.ROLLBACK);
}
