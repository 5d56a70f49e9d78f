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
  void theSqlstateSaysIt() {
    for (Dialect dialect :
        List.of(Dialect.POSTGRES, Dialect.SQLITE, Dialect.H2, Dialect.HSQLDB, Dialect.DERBY)) {
      DialectSql sql = new DialectSql(dialect);
      assertThat(sql.isDuplicate(new SQLException("in any language", "23505"))).isTrue();
      assertThat(sql.isDuplicate(new SQLException("duplicate key value", "23503"))).isFalse();
      assertThat(sql.isDuplicate(new SQLException("duplicate key value"))).isFalse();
    }
  }

  @Test
  void onMysqlTheErrorCodeSaysIt() {
    DialectSql sql = new DialectSql(Dialect.MYSQL);
    assertThat(sql.isDuplicate(new SQLException("in any language", "23000", 1062))).isTrue();
    assertThat(sql.isDuplicate(new SQLException("Column cannot be null", "23000", 1048))).isFalse();
  }

  @Test
  void onDuckDbTheMessageSaysIt() {
    DialectSql sql = new DialectSql(Dialect.DUCKDB);
    String duplicate = "Constraint Error: Duplicate key \"email: a\" violates unique constraint.";
    assertThat(sql.isDuplicate(new SQLException(duplicate))).isTrue();
    assertThat(sql.isDuplicate(new SQLException("Constraint Error: NOT NULL"))).isFalse();
  }

  @Test
  void aDialectThatTheFeatureDoesNotKnowIsRefusedByName() {
    assertThatThrownBy(() -> new DialectSql(Dialect.of("informix")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("informix");
  }
}
