package io.github.guicesql.slowlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.guicesql.sqlmodule.Dialect;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a statement without its literals and comments, engine by engine. */
final class SqlMaskTest {

  private static final Dialect OTHER = Dialect.of("informix");

  private static final List<Dialect> ALL =
      List.of(
          Dialect.POSTGRES,
          Dialect.SQLITE,
          Dialect.MYSQL,
          Dialect.H2,
          Dialect.HSQLDB,
          Dialect.DERBY,
          Dialect.DUCKDB,
          Dialect.ORACLE,
          Dialect.SQLSERVER,
          Dialect.FIREBIRD,
          OTHER);

  /** What means the same everywhere: a text, and what is left of it. */
  private static final String[][] EVERYWHERE = {
    {"", ""},
    {"select  \t  x\r\n from y", "select x from y"},
    {"select * from t where a = 'x' and b=12", "select * from t where a = ? and b=?"},
    {"insert into t values ('it''s', -1.5e10, 0xFF)", "insert into t values (?, -?, ?)"},
    {"select 1e-5, .5, 1_000, 'a''''hunter2'", "select ?-?, .?, ?, ?"},
    {"select x'aa', N'hunter2', B'10'", "select ?, ?, ?"},
    {"select U&'\\0061hunter2' from t", "select U&? from t"},
    {"select a1, t2.b from t2 where id = ?", "select a1, t2.b from t2 where id = ?"},
    {"select v$a from a$b$ where c = 'hunter2'", "select v$a from a$b$ where c = ?"},
    {"select 1 -- hunter2", "select ?"},
    {"select -- it's hunter2\n a, 'hunter2'", "select a, ?"},
    {"select -- it's hunter2\r\n a, 'hunter2'", "select a, ?"},
    {"select /* it's hunter2 */ 2", "select ?"},
    {"/*/ token=hunter2 */ select 1", "select ?"},
    {"/**/ select 1 /***/ + 2 /* hunter2 **/", "select ? + ?"},
    {"select 'never ends hunter2", "select ?"},
    {"select 1 /* never ends hunter2", "select ?"},
    {"select a /*", "select a"},
    {"select é, a\u2028b from t", "select é, a?b from t"},
  };

  private static final String[][] POSTGRES = {
    {
      "select \"Col 2\", \"a\"\"b\", x[1], array['hunter2']",
      "select \"Col 2\", \"a\"\"b\", x[?], array[?]"
    },
    {"select \"a\nLOG forged\" from t", "select \"a?LOG forged\" from t"},
    {"select \"never ends hunter2", "select ?…"},
    {"select $1, $$hunter2$$, $a$hun$$ter2$a$ from t", "select $1, ?, ? from t"},
    {"select $ä😀$hunter2 'x$ä😀$, 'hunter2'", "select ?, ?"},
    {"select $1$$hunter2 x$$, 1$$hunter2 x$$", "select $1?, ??"},
    {"select a$$b, 'hunter2$$'", "select a$$b, ?"},
    {"select $$never ends hunter2", "select ?"},
    {"select E'a\\'hunter2', 'b\\' , 'c' ", "select ?, ? , ?"},
    {"select e'a\\\\', 'hunter2'", "select ?, ?"},
    {"select E'a'\n'it\\'s hunter2 x'", "select ?"},
    {"select E'a' -- it's\n \t--\r\n 'it\\'s hunter2 x', b", "select ?, b"},
    {"select E'a' , b\n, 'c\\', 'hunter2'", "select ? , b , ?, ?"},
    {"select 'a'\n'b\\', 'hunter2'", "select ? ?, ?"},
    {"select aE'hunter2\\', b", "select aE?, b"},
    {"/* a /* b */ token hunter2 */ select 1", "select ?"},
    {"/*/* */ hunter2 */ select 1", "select ?"},
    {"/* a /* b */ never ends hunter2", ""},
    {"--x\rselect 'hunter2\nhunter2b'", "select ?"},
    {"select a ` 'hunter2' ` b # 'hunter2' // c", "select a ` ? ` b # ? // c"},
    {"select a--'x\n, 'hunter2'", "select a , ?"},
  };

  private static final String[][] SQLITE = {
    {"select \"hunter2\", \"hun\"\"ter2\" from \"t\"", "select ?, ? from ?"},
    {"select \"t\".\"Col 2\", main.\"t\".a from b", "select \"t\".\"Col 2\", main.\"t\".a from b"},
    {"select \"hunter2\".5, 1.\"hunter2\"", "select ?.?, ??"},
    {"select a.\"x\nforged\"", "select a.\"x?forged\""},
    {"select 1 as [it's], 'hunter2'", "select ? as [it's], ?"},
    {"select [a]], 'hunter2'", "select [a]], ?"},
    {"select `it's`, 'hunter2', `a``'b`", "select `it's`, ?, `a``'b`"},
    {"select [never ends hunter2", "select ?…"},
    {"select 'a\\', 'hunter2', E'a\\', 'hunter2'", "select ?, ?, ?, ?"},
    {"/* a /* b */ select 'hunter2'", "select ?"},
    {"--x\r'\nselect 'hunter2'", "select ?"},
    {"select $a$ 'hunter2', $a, $a$b 'hunter2'", "select $a$ ?, $a, $a$b ?"},
    {"select $a(it's), 'hunter2'", "select ?…"},
    {"select @a(it's), max(b)", "select @?…"},
  };

  private static final String[][] MYSQL = {
    {"select \"hunter2\", \"hun\"\"ter2\", `a b` from t", "select ?, ?, `a b` from t"},
    {"select 'a\\\\', 'hunter2', 'a\\n'", "select ?, ?, ?"},
    {"select 'hun\\'ter2', 'hunter2'", "select ?…"},
    {"select \"hun\\\"ter2\", 'hunter2'", "select ?…"},
    {"select n'hunter2', _utf8'hunter2', X'4D'", "select ?, _utf8?, ?"},
    {"select `it's`, `a``'b`, 'hunter2'", "select `it's`, `a``'b`, ?"},
    {"select `a\r\nforged`, 1", "select `a??forged`, ?"},
    {"select 1 # it's hunter2", "select ?"},
    {"# x\rhunter2\nselect 'hunter2'", "select ?"},
    {"select 1--'a\nhunter2'", "select ?--?"},
    {"select a---- it's hunter2\n, 'hunter2'", "select a-- , ?"},
    {"select a --\t'\n, b--", "select a , b"},
    {"select a /*! hunter2 */, 'hunter2'", "select a /*!?*/, ?"},
    {"select a /*M!100 hunter2*/, b", "select a /*!?*/, b"},
    {"select a /*! '*/' hunter2 */, b", "select a ?…"},
    {"select a /*! 'hunter2' */, b", "select a ?…"},
    {"select a /*! never ends hunter2", "select a ?…"},
    {"select a /*+ hint */, b /* c /* d */", "select a , b"},
    {"select $$, 'hunter2', $$", "select $$, ?, $$"},
    {"select a[1], 'x'", "select a[?], ?"},
  };

  private static final String[][] SQLSERVER = {
    {"select [it's], [a]]'b], \"hunter2\" from #t", "select [it's], [a]]'b], ? from #t"},
    {"select [a\nforged]", "select [a?forged]"},
    {"select 'a\\', 'hunter2'", "select ?, ?"},
    {"/* a /* b */ it's hunter2 */ select 'hunter2'", "?…"},
  };

  /** Of those in which only double quotes enclose names. */
  private static final String[][] STANDARD = {
    {"select \"Col 2\", \"it's\", 'hunter2'", "select \"Col 2\", \"it's\", ?"},
    {"select array['hunter2'], a#, b[1]", "select array[?], a#, b[?]"},
    {"a like 'x' escape '\\' and b = 'hunter2'", "a like ? escape ? and b = ?"},
    {"select q'[it's hunter2]', b", "select ?…"},
    {"select nq'{it's hunter2}', b", "select ?…"},
    {"select E'a', E'hun\\'ter2', b", "select ?, ?…"},
    {"select $$it's hunter2$$, b", "select ?…"},
    {"select 1 // it's hunter2", "select ? ?…"},
    {"--x\rselect 'hunter2\nhunter2b'", "?…"},
    {"/* a /* b */ it's hunter2 */ select 1", "?…"},
  };

  /** Of those of which less is known. */
  private static final String[][] UNKNOWN = {
    {"select \"hunter2\", `a b`, [c d], 'hunter2'", "select ?, `a b`, [c d], ?"},
    {"select [it's], 'hunter2'", "select ?…"},
    {"select array['it''s hunter2']", "select array?…"},
    {"select [never ends hunter2", "select ?…"},
    {"select 'hun\\'ter2', 'hunter2'", "select ?…"},
    {"select '''it's hunter2'''", "select ?…"},
    {"select \"\"\"it\"s hunter2\"\"\"", "select ?…"},
    {"select q'[it's hunter2]', b", "select ?…"},
    {"select $a$it's hunter2$a$, b", "select ?…"},
    {"select a # it's hunter2", "select a ?…"},
    {"select a // it's hunter2", "select a ?…"},
    {"select 1--'a\nhunter2'", "select ??…"},
    {"--x\rselect 'hunter2\nhunter2b'", "?…"},
    {"/* a /* b */ it's hunter2 */ select 1", "?…"},
    {"/*/*/ it's hunter2 */ select 1", "?…"},
    {"select a /*! it's hunter2 */", "select a ?…"},
  };

  private static Stream<Arguments> of(String[][] table, Dialect... dialects) {
    return Stream.of(dialects)
        .flatMap(each -> Stream.of(table).map(row -> arguments(each, row[0], row[1])));
  }

  static Stream<Arguments> texts() {
    return Stream.of(
            of(EVERYWHERE, ALL.toArray(Dialect[]::new)),
            of(POSTGRES, Dialect.POSTGRES),
            of(SQLITE, Dialect.SQLITE),
            of(MYSQL, Dialect.MYSQL),
            of(SQLSERVER, Dialect.SQLSERVER),
            of(STANDARD, Dialect.H2, Dialect.HSQLDB, Dialect.DERBY, Dialect.DUCKDB, Dialect.ORACLE),
            of(UNKNOWN, Dialect.FIREBIRD, OTHER))
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void literalsAndCommentsAreGone(Dialect dialect, String sql, String masked) {
    assertThat(new SqlMask(dialect).masked(sql, 1000)).isEqualTo(masked);
  }

  /** Wherever a text is cut, what is left of it shows no more than its whole. */
  @ParameterizedTest
  @MethodSource("texts")
  void whatIsCutLeaksNothing(Dialect dialect, String sql, String masked) {
    SqlMask mask = new SqlMask(dialect);
    for (int end = 0; end < sql.length(); end++) {
      assertThat(mask.masked(sql.substring(0, end), 1000))
          .doesNotContain("hunter2")
          .doesNotContainPattern("[\\x00-\\x1f\\x7f]");
    }
  }

  @Test
  void aLongTextIsCutAndReadNoFurther() {
    SqlMask mask = new SqlMask(Dialect.POSTGRES);
    assertThat(mask.masked("select " + "x".repeat(100), 20)).isEqualTo("select xxxxxxxxxxxxx…");
    assertThat(mask.masked("select " + "1, ".repeat(1_000_000), 10)).isEqualTo("select ?,…");
    assertThat(mask.masked("select '" + "x".repeat(1_000_000) + "'", 100)).isEqualTo("select ?…");
  }
}
