package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.ReplicatedPair;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions on two pools of PostgreSQL: the database's and its reader's. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test starts the service that it needs
final class ReaderPoolTest {

  private static final SqlTokens DATABASE = SqlTokens.defaults();
  private static final TransactionOptions READ_ONLY = TransactionOptions.defaults().readOnly();
  private static final TransactionOptions REQUIRES_NEW =
      TransactionOptions.defaults().requiresNew();
  private static final String IS_STANDBY = "select pg_is_in_recovery()::text";

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private DataSource db;
  private DataSource reader;
  private Transactor transactor;

  private void start(String dsn, int databasePool, int readerPool) throws SQLException {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new PostgresModule(
                SqlOptions.defaults()
                    .withReader()
                    .withConfig(
                        ConfigSource.map(
                            Map.of(
                                "POSTGRES_DSN",
                                dsn,
                                "POSTGRES_MAX_OPEN_CONNS",
                                String.valueOf(databasePool),
                                "POSTGRES_READER_MAX_OPEN_CONNS",
                                String.valueOf(readerPool),
                                "POSTGRES_BORROW_TIMEOUT",
                                "10s")))),
            new TransactorModule().readingByReader());
    db = injector.getInstance(DATABASE.dbKey());
    reader = injector.getInstance(DATABASE.reader().dbKey());
    transactor = injector.getInstance(Transactor.key(DATABASE));
    execute("create table t (a int)");
  }

  private void start(int databasePool, int readerPool) throws SQLException {
    TestDatabase database = PostgresServer.shared().createDatabase();
    start(database.dsn(), databasePool, readerPool);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = db.getConnection()) {
      Service.execute(connection, sql);
    }
  }

  private String query(String sql) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return Service.query(connection, sql);
    }
  }

  @Test
  void aSecondReaderThatTheReadersPoolDoesNotHaveIsRefused() throws SQLException {
    start(5, 1);
    transactor
        .with(READ_ONLY)
        .inTransaction(
            () ->
                assertThatThrownBy(
                        () ->
                            transactor
                                .with(READ_ONLY.requiresNew())
                                .inTransaction(() -> query("select 1")))
                    .hasMessageContaining("holds them all")
                    .extracting(thrown -> ((TransactionException) thrown).reason())
                    .isEqualTo(Reason.WOULD_WAIT));
  }

  @Test
  void aWriterInAReaderHasTheDatabasesPoolToItself() throws SQLException {
    start(1, 5);
    transactor
        .with(READ_ONLY)
        .inTransaction(
            () ->
                transactor
                    .with(REQUIRES_NEW)
                    .inTransaction(() -> execute("insert into t values (1)")));
    assertThat(query("select count(*) from t")).isEqualTo("1");
  }

  @Test
  void aWriteThatTheReaderRefusesDoesNotCostTheTransactionItsConnection() throws SQLException {
    start(1, 1);
    String session = query("select pg_backend_pid()");
    transactor.inTransaction(
        () -> {
          execute("insert into t values (1)");
          try (Connection beside = reader.getConnection()) {
            assertThatThrownBy(() -> Service.execute(beside, "insert into t values (2)"))
                .isInstanceOf(SQLException.class);
          }
        });
    assertThat(query("select pg_backend_pid()")).isEqualTo(session);
    assertThat(query("select count(*) from t")).isEqualTo("1");
  }

  @Test
  void onAStandby() throws Exception {
    try (ReplicatedPair pair = ReplicatedPair.launch(PostgresOptions.defaults())) {
      start(pair.dsn(), 2, 2);
      pair.second().awaitReplay(pair.first());

      assertThat(
              transactor.with(READ_ONLY.resolvingCommit()).inTransaction(() -> query(IS_STANDBY)))
          .isEqualTo("true");

      // A standby has no such transactions.
      assertThat(
              transactor
                  .with(READ_ONLY.withIsolation(Isolation.SERIALIZABLE))
                  .inTransaction(() -> query(IS_STANDBY)))
          .isEqualTo("false");
      registry.close();
    }
  }
}
