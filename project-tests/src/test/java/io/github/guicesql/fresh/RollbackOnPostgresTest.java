package io.github.guicesql.fresh;

import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.Fresh;
import io.github.guicesql.sqltest.SqlTest;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RollbackOnPostgresTest extends RollbackContract {

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.postgres(
              config -> new PostgresModule(SqlOptions.defaults().withConfig(config)),
              new UsersModule())
          .freshEach(Fresh.ROLLBACK);
}
