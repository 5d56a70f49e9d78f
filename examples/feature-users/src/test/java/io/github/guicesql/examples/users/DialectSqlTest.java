package io.github.guicesql.examples.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.sqlmodule.Dialect;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failures as the servers report them; SQLite's come from the real one in {@link UsersTest}. */
final class DialectSqlTest {

  @Test
  void postgresNamesTheConstraint() {
    SQLException duplicate =
        new SQLException(
            "FEHLER: doppelter Schlüsselwert verletzt Unique-Constraint »users_email_unique«",
            "23505");
    SQLException otherConstraint =
        new SQLException("duplicate key value violates unique constraint \"users_pkey\"", "23505");
    SQLException otherFailure = new SQLException("users_email_unique", "23503");

    assertThat(isDuplicate(Dialect.POSTGRES, duplicate)).isTrue();
    assertThat(isDuplicate(Dialect.POSTGRES, otherConstraint)).isFalse();
    assertThat(isDuplicate(Dialect.POSTGRES, otherFailure)).isFalse();
  }

  @Test
  void mysqlAndMariaDbNameTheConstraint() {
    SQLException mysql =
        new SQLException(
            "Duplicate entry 'ada@x' for key 'users.users_email_unique'", "23000", 1062);
    SQLException mariaDb =
        new SQLException("Duplicate entry 'ada@x' for key 'users_email_unique'", "23000", 1062);
    SQLException otherConstraint =
        new SQLException("Duplicate entry '7' for key 'PRIMARY'", "23000", 1062);

    assertThat(isDuplicate(Dialect.MYSQL, mysql)).isTrue();
    assertThat(isDuplicate(Dialect.MYSQL, mariaDb)).isTrue();
    assertThat(isDuplicate(Dialect.MYSQL, otherConstraint)).isFalse();
  }

  @Test
  void aFailureWithoutAMessageIsNoDuplicate() {
    for (Dialect dialect : List.of(Dialect.POSTGRES, Dialect.SQLITE, Dialect.MYSQL)) {
      assertThat(isDuplicate(dialect, new SQLException(null, "23505", 1062))).isFalse();
    }
  }

  @Test
  void aDialectThatTheFeatureDoesNotKnowIsRefusedByName() {
    assertThatThrownBy(() -> new DialectSql(Dialect.of("informix")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("informix");
  }

  private static boolean isDuplicate(Dialect dialect, SQLException failure) {
    return new DialectSql(dialect).violates(failure, "users_email_unique", "users.email");
  }
}
