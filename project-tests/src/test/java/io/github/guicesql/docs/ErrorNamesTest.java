package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.SQLStateClass;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Spring and jOOQ name a failure on SQLite as they name it on PostgreSQL. */
@Timeout(120)
final class ErrorNamesTest {

  private static final String[] SCHEMA = {
    "create table parent (id int primary key)",
    "create table t (id int primary key, name varchar(10) not null, age int check (age > 0),"
        + " parent int references parent)",
    "insert into t (id, name) values (1, 'a')"
  };

  @RegisterExtension final OpenDatabases databases = new OpenDatabases();
  @TempDir Path folder;

  private static Stream<Arguments> failures() {
    SQLStateClass constraint = SQLStateClass.C23_INTEGRITY_CONSTRAINT_VIOLATION;
    SQLStateClass grammar = SQLStateClass.C42_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION;
    return Stream.of(
        Arguments.of(
            "insert into t (id, name) values (1, 'b')", DuplicateKeyException.class, constraint),
        Arguments.of(
            "insert into t (id) values (2)", DataIntegrityViolationException.class, constraint),
        Arguments.of(
            "insert into t (id, name, age) values (2, 'b', 0)",
            DataIntegrityViolationException.class,
            constraint),
        Arguments.of(
            "insert into t (id, name, parent) values (2, 'b', 7)",
            DataIntegrityViolationException.class,
            constraint),
        Arguments.of("insert into absent values (1)", BadSqlGrammarException.class, grammar),
        Arguments.of("insert t", BadSqlGrammarException.class, grammar));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void namesAreTheSame(String sql, Class<?> spring, SQLStateClass jooq) throws Exception {
    ConfigSource file = ConfigSource.map(Map.of("sqlite.path", folder.resolve("a.db").toString()));
    DataSource sqlite = databases.of(new SqliteModule(SqlOptions.defaults().withConfig(file)));
    try (TestDatabase server = PostgresServer.shared().createDatabase()) {
      ConfigSource dsn = ConfigSource.map(Map.of("postgres.dsn", server.dsn()));
      DataSource postgres = databases.of(new PostgresModule(SqlOptions.defaults().withConfig(dsn)));
      assertThat(states(sqlite, SQLDialect.SQLITE, sql, spring, jooq))
          .isEqualTo(states(postgres, SQLDialect.POSTGRES, sql, spring, jooq));
    }
  }

  private static String states(
      DataSource db, SQLDialect dialect, String sql, Class<?> spring, SQLStateClass jooq) {
    JdbcTemplate template = new JdbcTemplate(db);
    template.batchUpdate(SCHEMA);
    Throwable single = catchThrowable(() -> template.update(sql));
    assertThat(single).isExactlyInstanceOf(spring);
    assertThat(catchThrowable(() -> template.batchUpdate(sql, "select 1")))
        .isExactlyInstanceOf(spring);
    Throwable byJooq = catchThrowable(() -> DSL.using(db, dialect).execute(sql));
    assertThat(byJooq).isInstanceOf(DataAccessException.class);
    assertThat(((DataAccessException) byJooq).sqlStateClass()).isEqualTo(jooq);
    assertThat(single.getCause()).isInstanceOf(SQLException.class);
    return ((SQLException) single.getCause()).getSQLState();
  }
}
