package io.github.guicesql.slowlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a statement without its literals. */
final class SqlMaskTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "select * from t where a = 'x' and b=12 | select * from t where a = ? and b=?",
        "insert into t values ('it''s', -1.5e10, 0xFF, x'00') | insert into t values (?, -?, ?, ?)",
        "select a1, \"Col 2\", [x] from t2 where id = ? | select a1, \"Col 2\", [x] from t2 where id = ?",
        "select $1, $$secret$$, $a$sec$$ret$a$ from t | select $1, ?, ? from t",
        "select E'a\\'secret', 'b\\' , 'c' | select ?, ? , ?",
        "select 1 -- secret | select ?",
        "select /* secret */ 2 | select ?",
        "select 'never ends secret | select ?",
        "select $$never ends secret | select ?",
        "select  \t  x | select x",
        "~~ | ~~"
      })
  void literalsAndCommentsAreGone(String sql, String masked) {
    assertThat(new SqlMask(false).masked(sql, 1000)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "select \"sec\\\"ret\", 'sec\\'ret', `a b` from t | select ?, ?, `a b` from t",
        "select 1 # secret | select ?",
        "select n'secret', _utf8'secret' | select ?, _utf8?"
      })
  void thoseOfMysqlToo(String sql, String masked) {
    assertThat(new SqlMask(true).masked(sql, 1000)).isEqualTo(masked);
  }

  @Test
  void aLongTextIsCutAndReadNoFurther() {
    SqlMask mask = new SqlMask(false);
    assertThat(mask.masked("select " + "x".repeat(100), 20)).isEqualTo("select xxxxxxxxxxxxx…");
    assertThat(mask.masked("select " + "1, ".repeat(1_000_000), 10)).isEqualTo("select ?,…");
    assertThat(mask.masked("select '" + "x".repeat(1_000_000) + "'", 100)).isEqualTo("select ?…");
  }
}
