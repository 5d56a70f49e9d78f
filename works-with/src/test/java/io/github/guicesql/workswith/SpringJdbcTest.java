package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's JDBC without Spring's container. */
final class SpringJdbcTest {

  static final class SpringJdbcModule extends AbstractModule {

    @Provides
    @Singleton
    JdbcClient client(@Named(SqlTokens.DB) DataSource db) {
      return JdbcClient.create(db);
    }

    @Provides
    @Singleton
    TransactionTemplate transactions(@Named(SqlTokens.DB) DataSource db) {
      return new TransactionTemplate(new DataSourceTransactionManager(db));
    }
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void theClientJoinsTheTransaction(Engine engine) throws Exception {
    Injector injector = services.start(engine, new SpringJdbcModule());
    JdbcClient client = injector.getInstance(JdbcClient.class);
    TransactionTemplate transactions = injector.getInstance(TransactionTemplate.class);
    client.sql("create table notes (text varchar(100) not null primary key)").update();
    transactions.executeWithoutResult(
        tx -> {
          add(client, "one");
          assertThat(client.sql("select count(*) from notes").query(Long.class).single()).isOne();
          assertThat(count(Services.db(injector)))
              .as("what another connection sees")
              .isEqualTo("0");
        });
    assertThatThrownBy(
            () ->
                transactions.executeWithoutResult(
                    tx -> {
                      add(client, "two");
                      add(client, "one");
                    }))
        .isInstanceOf(DuplicateKeyException.class);
    assertThat(client.sql("select text from notes").query(String.class).list())
        .containsExactly("one");
  }

  private static String count(DataSource db) {
    try {
      return Services.query(db, "select count(*) from notes");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(JdbcClient client, String text) {
    client.sql("insert into notes (text) values (:text)").param("text", text).update();
  }
}
