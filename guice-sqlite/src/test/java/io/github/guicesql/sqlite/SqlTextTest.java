package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of a statement tells about it. */
class SqlTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into t values (1)",
        "INSERT OR REPLACE INTO main.t values (1)",
        " -- a comment; select\n update t set x = 2",
        "/* select */ delete from \"t\"",
        "with n(y) as (values (1)) insert into t (x) select y from n",
        "WITH RECURSIVE replace(y) AS NOT MATERIALIZED (select ')') , b as (select 1) delete from t",
        "insert into t (x) values (1) returning id",
        "create table u (x)",
        "create unique index if not exists i on t (x)",
        "drop table if exists t",
        "alter table t add column y",
        "reindex",
        "analyze",
        "vacuum",
        "pragma user_version = 3",
        "pragma main.application_id(3)",
        "pragma journal_mode = delete",
        "pragma incremental_vacuum",
        "pragma wal_checkpoint(truncate)",
        "begin immediate",
        "BEGIN EXCLUSIVE TRANSACTION",
        "restore from 'copy.db'",
        ";; insert into t values (1)",
        "update temp set x = 1",
        "update [temp.t] set x = 1",
        "insert",
        "insert into"
      })
  void writesToTheFile(String sql) {
    assertThat(SqlText.ofFirst(sql).writesFile()).isTrue();
    assertThat(SqlText.ofAll(sql).writesFile()).isTrue();
    assertThat(SqlText.ofAll("select ';' ; " + sql).writesFile()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--",
        "/* insert",
        "select 1",
        "select 'insert into t values (1); begin'",
        "values ('delete')",
        "with x as (select replace('abc', 'b', '-') as v) select v from x",
        "with \"insert\"(x) as (select 1) select * from \"insert\"",
        "explain insert into t values (1)",
        "pragma user_version",
        "pragma journal_mode",
        "pragma table_info(t)",
        "pragma temp.user_version = 3",
        "pragma wal_checkpoint",
        "pragma wal_checkpoint(passive)",
        "vacuum into 'copy.db'",
        "vacuum main into 'copy.db'",
        "insert into temp.t values (1)",
        "insert or ignore into temp . t values (1)",
        "delete from \"temp\".t",
        "update other.t set x = 1",
        "create temp table t (x)",
        "create temporary trigger r after insert on t begin insert into t values (1); end",
        "create table temp.t (x)",
        "drop table temp.t",
        "begin",
        "begin deferred",
        "commit",
        "savepoint s",
        "attach 'other.db' as other",
        "backup to 'copy.db'",
        "with"
      })
  void doesNotWriteToTheFile(String sql) {
    assertThat(SqlText.ofFirst(sql).writesFile()).isFalse();
  }

  @Test
  void aByteOrderMarkBeforeItIsSkipped() {
    assertThat(SqlText.ofFirst("\uFEFFinsert into t values (1)").writesFile()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "begin | true | false",
        "begin immediate | true | false",
        "COMMIT | true | false",
        "end transaction | true | false",
        "rollback | true | true",
        "rollback transaction | true | true",
        "rollback to s | true | false",
        "rollback transaction to savepoint s | true | false",
        "savepoint s | true | false",
        "release s | true | false",
        "select \"begin\" from t | false | false",
        "select begin from t | false | false",
        "insert or rollback into t values (1) | false | false",
        "insert into t values ('rollback') | false | false"
      })
  void controlsTheTransaction(String sql, boolean controls, boolean rollsBack) {
    assertThat(SqlText.ofFirst(sql).controls()).isEqualTo(controls);
    assertThat(SqlText.ofFirst(sql).rollsBack()).isEqualTo(rollsBack);
    assertThat(SqlText.ofAll("select 1; " + sql).controls()).isEqualTo(controls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "commit; insert into t values (1) | true",
        "rollback; select 1 | true",
        "commit; begin; insert into t values (1) | false",
        "insert into t values (1); commit | false",
        "insert into t values (1); commit; | false",
        "commit; -- the end | false",
        "rollback to s; insert into t values (1) | false"
      })
  void runsOnAfterTheEndOfTheTransaction(String sql, boolean runsOn) {
    assertThat(SqlText.ofAll(sql).runsOn()).isEqualTo(runsOn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create trigger r after insert on t begin update t set x = 1; end",
        "create trigger r after insert on t begin select case when 1 then 2 end; delete from t; END ;",
        "create temp trigger if not exists r after insert on t begin select 1 as end; end; select 1",
        "CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN SELECT RAISE(ROLLBACK, 'x;'); END"
      })
  void aTriggerIsOneStatement(String sql) {
    assertThat(SqlText.ofAll(sql).controls()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create temp table t (x) | true",
        "create temporary view v as select 1 | true",
        "create trigger temp.r after insert on t begin select 1; end | true",
        "attach 'other.db' as other | true",
        "detach other | true",
        "pragma foreign_keys = off | true",
        "pragma query_only(1) | true",
        "pragma busy_timeout = 3 | true",
        "pragma foreign_keys | false",
        "pragma user_version = 3 | false",
        "pragma table_info(t) | false",
        "pragma main.integrity_check(3) | false",
        "create table t (x) | false",
        "insert into temp.t values (1) | false",
        "select 'attach' | false"
      })
  void leavesTracesOnTheConnection(String sql, boolean traces) {
    assertThat(SqlText.ofFirst(sql).leavesTraces()).isEqualTo(traces);
    assertThat(SqlText.ofAll("select 1; " + sql).leavesTraces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1 | true",
        "with n as (select 1) select * from n | true",
        "insert into t values (1) | true",
        "pragma foreign_keys | false",
        "create table t (x) | false",
        "explain select 1 | false",
        "vacuum | false"
      })
  void canBePreparedOnceAndRunManyTimes(String sql, boolean cacheable) {
    assertThat(SqlText.ofFirst(sql).cacheable()).isEqualTo(cacheable);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          update t set x = 1                                     | true
          with a as (select 1) delete from t                     | true
          insert or ignore into t values (1)                     | false
          create table u (x)                                     | false
          select 1                                               | false
          """)
  void aTextTellsWhetherItCanWriteWithoutChangingARow(String sql, boolean rowsOnly) {
    assertThat(SqlText.ofFirst(sql).writesRowsOnly()).isEqualTo(rowsOnly);
  }

  @Test
  void severalStatementsWriteRowsOnlyIfEachDoes() {
    assertThat(SqlText.ofAll("update t set x = 1; delete from t").writesRowsOnly()).isTrue();
    assertThat(SqlText.ofAll("update t set x = 1; drop table t").writesRowsOnly()).isFalse();
    assertThat(SqlText.ofAll("drop table t; update t set x = 1").writesRowsOnly()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vacuum", "restore from 'a.db'"})
  void someCommitPastTheHook(String sql) {
    assertThat(SqlText.ofFirst(sql).commitsUnseen()).isTrue();
    assertThat(SqlText.ofFirst("vacuum into 'a.db'").commitsUnseen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "pragma journal_mode = delete, true",
    "pragma main.journal_mode(wal), true",
    "pragma journal_mode, false"
  })
  void aPragmaTellsWhetherItMayReplaceTheJournal(String sql, boolean may) {
    assertThat(SqlText.ofFirst(sql).setsJournalMode()).isEqualTo(may);
    assertThat(SqlText.ofAll("select 1; " + sql).setsJournalMode()).isEqualTo(may);
  }
}
