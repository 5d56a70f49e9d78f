package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a borrower leaves is not the next one's. */
@Timeout(120)
@Tag("any-jdk")
public abstract class ReturnedConnectionsContract {

  protected final Engine engine;
  protected final TestDatabase database;
  private LifecycleRegistry registry = new LifecycleRegistry();
  private DataSource pool;

  protected ReturnedConnectionsContract(Engine engine) {
    this.engine = engine;
    this.database = engine.shared().createDatabase();
  }

  @BeforeEach
  void create() throws SQLException {
    openWith(hook -> {});
    use(connection -> OpenDatabase.execute(connection, "create table t (x int)"));
  }

  @AfterEach
  void close() {
    registry.close();
    database.close();
  }

  /** Opens another pool, of one connection: each borrower gets what the one before has left. */
  protected final void openWith(Consumer<HikariConfig> hook) {
    registry.close();
    registry = new LifecycleRegistry();
    pool =
        Guice.createInjector(
                LifecycleModule.using(registry),
                engine.module(
                    engine.options(engine.dsn(database), "MAX_OPEN_CONNS", "1").withPool(hook)))
            .getInstance(SqlTokens.defaults().dbKey());
  }

  /** What a borrower does. */
  @FunctionalInterface
  protected interface Use {
    void of(Connection connection) throws SQLException;
  }

  protected final void use(Use use) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      use.of(connection);
    }
  }

  protected final String ask(String sql) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return OpenDatabase.query(connection, sql);
    }
  }

  /** The next borrower has the same session, in which nothing is open. */
  protected final void leavesNothing(Use use) throws SQLException {
    String session = ask(engine.session());
    use(use);
    use(
        connection -> {
          OpenDatabase.execute(connection, "insert into t values (42)");
          assertThat(connection.getAutoCommit()).isTrue();
        });
    try (Connection observer = database.connect()) {
      assertThat(OpenDatabase.query(observer, "select count(*) from t")).isEqualTo("1");
      assertThat(OpenDatabase.query(observer, "select x from t")).isEqualTo("42");
      OpenDatabase.execute(observer, "truncate table t");
    }
    assertThat(ask(engine.session())).isEqualTo(session);
  }

  @ParameterizedTest
  @ValueSource(strings = {"begin", "start transaction"})
  void aTransactionThatSqlHasBegun(String begin) throws SQLException {
    leavesNothing(
        connection -> OpenDatabase.execute(connection, begin, "insert into t values (1)"));
    leavesNothing(
        connection -> {
          connection.prepareStatement(begin).execute();
          connection.prepareStatement("insert into t values (1)").execute();
        });
    leavesNothing(
        connection -> {
          try (Statement batch = connection.createStatement()) {
            batch.addBatch(begin);
            batch.addBatch("insert into t values (1)");
            batch.executeBatch();
          }
        });
  }

  @Test
  void aTransactionOfJdbcs() throws SQLException {
    leavesNothing(
        connection -> {
          connection.setAutoCommit(false);
          OpenDatabase.execute(connection, "insert into t values (1)");
        });
  }

  @Test
  void aPoolWithoutAutoCommit() throws SQLException {
    openWith(hook -> hook.setAutoCommit(false));
    String session = ask(engine.session());
    use(connection -> OpenDatabase.execute(connection, "insert into t values (1)"));
    assertThat(ask("select count(*) from t")).isEqualTo("0");
    use(connection -> assertThat(connection.getAutoCommit()).isFalse());
    assertThat(ask(engine.session())).isEqualTo(session);
  }
}
