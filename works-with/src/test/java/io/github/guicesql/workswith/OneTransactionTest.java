package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Two libraries in one thread are two connections, and SQLite has one writer. */
final class OneTransactionTest {

  @RegisterExtension final Services services = new Services();

  @Test
  void theSecondLibraryCannotWriteBesideTheFirst() throws Exception {
    ConfigSource impatient = ConfigSource.map(Map.of("sqlite.busy-timeout", "50ms"));
    SqlOptions options = services.options(Engine.SQLITE);
    Injector injector =
        services.start(
            Engine.SQLITE,
            options.withConfig(ConfigSource.firstOf(impatient, options.config())),
            new SpringJdbcTest.SpringJdbcModule(),
            new JdbiTest.JdbiModule());
    JdbcClient spring = injector.getInstance(JdbcClient.class);
    Jdbi jdbi = injector.getInstance(Key.get(Jdbi.class, Names.named(SqlTokens.DB)));
    spring.sql("create table notes (text varchar(100))").update();
    injector
        .getInstance(TransactionTemplate.class)
        .executeWithoutResult(
            tx -> {
              spring.sql("insert into notes values ('one')").update();
              assertThatThrownBy(
                      () ->
                          jdbi.useHandle(
                              notes -> notes.execute("insert into notes values ('two')")))
                  .hasMessageContaining("SQLITE_BUSY");
            });
    assertThat(Services.query(Services.db(injector), "select count(*) from notes")).isEqualTo("1");
  }
}
