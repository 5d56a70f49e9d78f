package io.github.guicesql.sqlmodule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Do the ids stay what people have put into file names, logs and metrics? Is the set open? */
final class DialectTest {

  @Test
  void idsAreStable() {
    assertThat(Dialect.POSTGRES.id()).isEqualTo("postgres");
    assertThat(Dialect.SQLITE.id()).isEqualTo("sqlite");
    assertThat(Dialect.MYSQL.id()).isEqualTo("mysql");
    assertThat(Dialect.H2.id()).isEqualTo("h2");
    assertThat(Dialect.HSQLDB.id()).isEqualTo("hsqldb");
    assertThat(Dialect.DERBY.id()).isEqualTo("derby");
    assertThat(Dialect.DUCKDB.id()).isEqualTo("duckdb");
    assertThat(Dialect.ORACLE.id()).isEqualTo("oracle");
    assertThat(Dialect.SQLSERVER.id()).isEqualTo("sqlserver");
    assertThat(Dialect.FIREBIRD.id()).isEqualTo("firebird");
  }

  @Test
  void equalById() {
    assertThat(Dialect.of("postgres")).isEqualTo(Dialect.POSTGRES).hasSameHashCodeAs("postgres");
    assertThat(Dialect.of("informix"))
        .isEqualTo(Dialect.of("informix"))
        .isNotEqualTo(Dialect.POSTGRES)
        .hasToString("informix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Postgres", "my sql", "-a", "a-", "a--b", "a_b", "1a", "ä"})
  void otherTextIsNoId(String id) {
    assertThatThrownBy(() -> Dialect.of(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + id + "\"")
        .hasMessageContaining("informix");
  }
}
