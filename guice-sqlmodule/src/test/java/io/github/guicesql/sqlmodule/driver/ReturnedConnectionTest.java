package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When is a driver told that a borrower has returned a connection? */
final class ReturnedConnectionTest {

  private final FakeDataSource connections = new FakeDataSource();
  private final List<Connection> returned = new CopyOnWriteArrayList<>();
  private final LifecycleRegistry registry = new LifecycleRegistry();
  private volatile boolean fit = true;
  private @Nullable SQLException failure;

  private final DataSource db =
      Guice.createInjector(
              LifecycleModule.using(registry),
              new HandleModule(
                  SqlOptions.defaults()
                      .withConfig(
                          FakeModule.config(
                              "FAKE_MAX_OPEN_CONNS", "1", "FAKE_MAX_IDLE_CONNS", "1")),
                  new DriverHandle() {
                    @Override
                    protected Connection open(@Nullable Credentials credentials)
                        throws SQLException {
                      return connections.getConnection();
                    }

                    @Override
                    protected boolean returned(Connection connection) throws SQLException {
                      returned.add(connection);
                      if (failure != null) {
                        throw failure;
                      }
                      return fit;
                    }
                  }))
          .getInstance(SqlTokens.defaults().dbKey());

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void onceForEachBorrowWithTheDriversOwnConnection() throws Exception {
    for (int i = 0; i < 3; i++) {
      Connection connection = db.getConnection();
      connection.close();
      connection.close();
    }

    assertThat(returned)
        .containsExactly(
            connections.opened.get(0), connections.opened.get(0), connections.opened.get(0));
  }

  @Test
  void notByWhatAUserMayCallHimself() throws Exception {
    try (Connection connection = db.getConnection()) {
      connection.clearWarnings();
      connection.beginRequest();
      connection.endRequest();
      connection.setAutoCommit(false);
      connection.commit();
      connection.rollback();
      connection.setAutoCommit(true);
      connection.isValid(1);

      assertThat(returned).isEmpty();
    }
    assertThat(returned).hasSize(1);
  }

  @Test
  void theThreadThatClosesIsTheOneThatLooks() throws Exception {
    Connection connection = db.getConnection();

    Threads.run(connection::close).result();

    assertThat(returned).hasSize(1);
  }

  @Test
  void oneThatIsNotFitIsClosedAndTheNextBorrowerGetsANewOne() throws Exception {
    fit = false;
    db.getConnection().close();
    fit = true;

    try (Connection next = db.getConnection()) {
      assertThat(next.unwrap(org.h2.jdbc.JdbcConnection.class)).isSameAs(connections.opened.get(1));
    }
    Threads.awaitClosed(connections.opened.get(0));
  }

  /** HikariCP's own connection throws then: it resets what was changed on one that is gone. */
  @Test
  void oneThatIsNotFitClosesWhateverItsBorrowerHasChanged() throws Exception {
    fit = false;
    Connection connection = db.getConnection();
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    connection.setSchema("INFORMATION_SCHEMA");
    Statement statement = connection.createStatement();

    connection.close();

    assertThat(connection.isClosed()).isTrue();
    assertThat(statement.isClosed()).isTrue();
    Threads.awaitClosed(connections.opened.get(0));
    fit = true;
    db.getConnection().close();
  }

  @Test
  void aFailureCountsAsNotFitAndIsNotTheBorrowers() throws Exception {
    failure = new SQLException("rollback failed");
    db.getConnection().close();
    failure = null;

    db.getConnection().close();

    Threads.awaitClosed(connections.opened.get(0));
    assertThat(connections.opened).hasSize(2);
  }

  /**
   * The connection that a statement gives is HikariCP's own: closing it goes past the borrower's.
   */
  @Test
  void oneThatWasClosedByWayOfAStatementIsLookedAtBeforeTheNextBorrow() throws Exception {
    Connection connection = db.getConnection();
    Statement statement = connection.createStatement();
    statement.getConnection().close();
    assertThat(connection.isClosed()).isTrue();

    try (Connection next = db.getConnection()) {
      assertThat(returned).hasSize(1);
      assertThat(next.isClosed()).isFalse();
    }
    connection.close();
    assertThat(returned).hasSize(2);
  }

  @Test
  void oneThatWasClosedByWayOfAStatementAndIsNotFitReachesNobody() throws Exception {
    Connection connection = db.getConnection();
    fit = false;
    connection.createStatement().getConnection().close();

    try (Connection next = db.getConnection()) {
      assertThat(next.unwrap(org.h2.jdbc.JdbcConnection.class)).isSameAs(connections.opened.get(1));
    }
  }

  @Test
  void evictingWhatAUserHasWorks() throws Exception {
    Connection connection = db.getConnection();
    connection.setAutoCommit(false);

    db.unwrap(HikariDataSource.class).evictConnection(connection);
    connection.close();

    Threads.awaitClosed(connections.opened.get(0));
  }

  @Test
  void aStatementsConnectionEqualsTheBorrowers() throws Exception {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(connection.equals(statement.getConnection())).isTrue();
      assertThat(connection).hasSameHashCodeAs(statement.getConnection());
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
    }
  }
}
