package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** An error costs a connection only if the connection is dead. */
@Tag("any-jdk")
final class HarmlessErrorsTest {

  private static final String RAISE = "do $$ begin raise exception sqlstate '%s'; end $$";

  private TestDatabase database;
  private Postgres postgres;

  @BeforeEach
  void create() throws SQLException {
    database = PostgresServer.shared().createDatabase();
    postgres = Postgres.at(database.dsn(), "POSTGRES_MAX_OPEN_CONNS", "1");
    postgres.execute(
        "create table t (x int)", "create table w (y int)", "create view v as select y from w");
  }

  @AfterEach
  void close() {
    postgres.close();
    database.close();
  }

  /** Something that a driver or a server refuses. */
  private interface Refused {
    void by(Connection connection) throws SQLException;
  }

  /** What was done before the error, in the same transaction, is not lost. */
  private void keeps(String state, Refused refused) throws SQLException {
    postgres.execute("truncate t");
    try (Connection connection = postgres.connection()) {
      connection.setAutoCommit(false);
      Postgres.execute(connection, "insert into t values (1)");
      Savepoint before = connection.setSavepoint();
      assertThat(catchThrowable(() -> refused.by(connection)))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
      assertThat(connection.isClosed()).isFalse();
      connection.rollback(before);
      connection.commit();
    }
    assertThat(postgres.query("select count(*) from t")).isEqualTo("1");
  }

  @Test
  void whatTheDriverDoesNotHave() throws SQLException {
    keeps("0A000", Connection::createNClob);
    keeps("0A000", connection -> connection.createStruct("t", new Object[0]));
    keeps("0A000", connection -> connection.createStatement().executeQuery("select 1").getRowId(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select count(*) from t for update",
        "alter table w alter column y type bigint",
      })
  void whatTheServerDoesNotDo(String sql) throws SQLException {
    keeps("0A000", connection -> Postgres.execute(connection, sql));
    keeps("0A000", connection -> connection.prepareStatement(sql).execute());
    keeps("0A000", connection -> batch(connection, sql));
  }

  private static void batch(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("insert into w values (1)");
      statement.addBatch(sql);
      statement.executeBatch();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0A000", "01002", "08000", "08006", "57P01", "57P02", "57P03", "JZ0C0"})
  void whatACodeReports(String state) throws SQLException {
    keeps(state, connection -> Postgres.execute(connection, RAISE.formatted(state)));
    keeps(state, connection -> batch(connection, RAISE.formatted(state)));
  }

  @Test
  void aStatementWhoseResultHasChanged() throws SQLException {
    String sql = "select * from t";
    try (Connection connection = postgres.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < 6; i++) { // from the sixth on, it is a statement of the server's
        select.executeQuery().close();
      }
      try (Connection other = database.connect()) {
        Postgres.execute(other, "alter table t add z int");
      }
      connection.setAutoCommit(false);
      Postgres.execute(connection, "insert into t values (1, 2)");
      Savepoint before = connection.setSavepoint();
      assertThat(catchThrowable(select::executeQuery))
          .hasMessageContaining("cached plan must not change result type");
      connection.rollback(before);
      connection.commit();
    }
    assertThat(postgres.query("select z from t")).isEqualTo("2");
  }

  /** As behind a proxy that gives each transaction another connection of the server's. */
  @Test
  void aStatementThatTheServerDoesNotKnowAnyMore() throws SQLException {
    keeps(
        "26000",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement("select 1")) {
            for (int i = 0; i < 6; i++) { // from the sixth on, it is a statement of the server's
              select.executeQuery().close();
            }
            Postgres.execute(connection, "do $$ begin execute 'deallocate all'; end $$");
            select.executeQuery();
          }
        });
  }

  @Test
  void aHookReplacesTheRule() throws SQLException {
    SQLExceptionOverride hooks = new SQLExceptionOverride() {};
    LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
    try (registry) {
      HikariDataSource pool =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  new PostgresModule(
                      SqlOptions.defaults()
                          .withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", database.dsn())))
                          .withPool(config -> config.setExceptionOverride(hooks))))
              .getInstance(SqlTokens.defaults().dbKey())
              .unwrap(HikariDataSource.class);
      try (Connection connection = pool.getConnection()) {
        assertThat(pool.getExceptionOverride()).isSameAs(hooks);
        assertThat(catchThrowable(connection::createNClob)).isInstanceOf(SQLException.class);
        assertThat(connection.isClosed()).isTrue(); // HikariCP's own rule is back
      }
    }
  }

  @Test
  void aSessionThatTheServerEndsIsReplaced() throws SQLException {
    String ended;
    try (Connection connection = postgres.connection()) {
      ended = Postgres.query(connection, "select pg_backend_pid()");
      Postgres.execute(connection, "set idle_in_transaction_session_timeout = 1", "begin");
      try (Connection observer = database.connect()) {
        Awaitility.await()
            .until(
                () ->
                    Postgres.query(
                            observer, "select count(*) from pg_stat_activity where pid = " + ended)
                        .equals("0"));
      }
      assertThat(catchThrowable(() -> Postgres.query(connection, "select 1")))
          .isInstanceOf(SQLException.class);
      assertThat(connection.isClosed()).isTrue();
    }
    assertThat(postgres.query("select pg_backend_pid()")).isNotEqualTo(ended);
  }

  /** The server's words may be in another language; the loss of the connection then follows. */
  @Test
  void whatIsDead() {
    PSQLException lost =
        new PSQLException("I/O", PSQLState.CONNECTION_FAILURE, new IOException("reset"));
    PSQLException translated =
        new PSQLException(new ServerErrorMessage("SFATALE\0C57P01\0Madieu\0"));
    translated.setNextException(lost);
    assertThat(evicts(lost)).isTrue();
    assertThat(evicts(new PSQLException("closed", PSQLState.CONNECTION_DOES_NOT_EXIST))).isTrue();
    assertThat(evicts(translated)).isTrue();
    assertThat(evicts(batchOf(translated))).isTrue();
    assertThat(evicts(new PSQLException(new ServerErrorMessage("SFATAL\0C25P03\0Mtoo long\0"))))
        .isTrue();
  }

  @Test
  void whatIsNotDead() {
    ServerErrorMessage error = new ServerErrorMessage("SFEHLER\0C08001\0Mder andere Server\0");
    assertThat(evicts(new PSQLException(error))).isFalse();
    assertThat(evicts(batchOf(new PSQLException(error)))).isFalse();
    // What pgjdbc says if the constructor of an application's type fails.
    assertThat(
            evicts(
                new PSQLException(
                    "Failed to create object for: money",
                    PSQLState.CONNECTION_FAILURE,
                    new IllegalStateException())))
        .isFalse();
  }

  private static BatchUpdateException batchOf(PSQLException error) {
    BatchUpdateException batch =
        new BatchUpdateException("batch", error.getSQLState(), new int[0], error);
    batch.setNextException(error);
    return batch;
  }

  private boolean evicts(SQLException thrown) {
    return override().adjudicate(thrown) == SQLExceptionOverride.Override.MUST_EVICT;
  }

  private SQLExceptionOverride override() {
    try {
      return postgres.dataSource().unwrap(HikariDataSource.class).getExceptionOverride();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
