package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class MysqlMigrationOnMariaDbTest extends MysqlMigrationTest {
  MysqlMigrationOnMariaDbTest(Driver driver) {
    super(Server.MARIADB, driver);
  }

  /** MariaDB's driver connects anew by itself when it has a way to choose hosts. */
  @Test
  void aLockThatWasLostByASessionIsNotHeldByTheNextOne() {
    String dsn =
        "jdbc:mariadb:sequential://localhost:%d/%s?user=%s&password=%s"
            .formatted(database.port(), database.database(), database.user(), database.password());
    AtomicBoolean again = new AtomicBoolean();
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(ConfigSource.map(Map.of("MYSQL_DSN", dsn)))
            .withMigration(
                Migration.named(
                    "one",
                    source -> {
                      String session =
                          query(
                              source,
                              "select is_used_lock(concat('guice-sql ', sha1(database())))");
                      execute(source, "kill " + session);
                    }))
            .withMigration(Migration.named("two", source -> again.set(true)));

    assertThat(catchThrowable(() -> migrate(options)))
        .isInstanceOf(SqlBuildException.class)
        .hasMessageContaining("The lock for migrations was lost before the migration two");
    assertThat(again).isFalse();
  }
}
