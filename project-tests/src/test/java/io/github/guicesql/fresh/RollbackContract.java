package io.github.guicesql.fresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Is each test in a transaction that its service need not know of, and is nothing left of it? */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
abstract class RollbackContract {

  private static final UserData ADA = new UserData("ada@example.org", "Ada");

  @Inject private Users users;

  @Inject
  @Named(SqlTokens.DB)
  private DataSource db;

  @RepeatedTest(3)
  void findsNobodyAndAddsAda() throws Exception {
    assertThat(users.list(1, 0).total()).isZero();
    users.create(ADA);
    assertThat(users.list(1, 0).total()).isEqualTo(1);
  }

  @Test
  void aFailureOfTheServiceIsOneForItAlone() throws Exception {
    users.create(ADA);
    assertThatThrownBy(() -> users.create(ADA)).isInstanceOf(DuplicateEmailException.class);
    assertThat(users.list(1, 0).total()).isEqualTo(1);
  }

  @Test
  void aStatementThatFailsInAutoCommitModeFailsAlone() throws Exception {
    users.create(ADA);
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("insert into nowhere values (1)"))
          .isInstanceOf(SQLException.class);
      assertThat(statement.executeUpdate("update users set name = 'Countess'")).isEqualTo(1);
    }
  }

  @Test
  void whatTheServiceRollsBackIsGoneAndWhatItCommitsIsNot() throws Exception {
    users.create(ADA);
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("update users set name = 'Countess'");
      connection.commit();
      statement.executeUpdate("update users set name = 'Nobody'");
      connection.rollback();
    }
    assertThat(users.list(1, 0).users().get(0).name()).isEqualTo("Countess");
  }

  @Test
  void theServicesThreadsAreInIt() throws Exception {
    users.create(ADA);
    CompletableFuture<Long> elsewhere =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return users.list(1, 0).total();
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(elsewhere.get()).isEqualTo(1);
  }
}
