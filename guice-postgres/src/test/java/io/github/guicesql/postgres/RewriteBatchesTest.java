package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch does what its statements do, one after the other, unless somebody asks for less. */
@Tag("any-jdk")
final class RewriteBatchesTest {

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static Postgres open(boolean rewriting) throws SQLException {
    Postgres postgres =
        rewriting
            ? Postgres.at(database.dsn(), "POSTGRES_REWRITE_BATCHES", "true")
            : Postgres.at(database.dsn());
    postgres.execute(
        "drop table if exists t", "create table t (id int primary key, n int not null default 0)");
    return postgres;
  }

  private static int[] batch(Postgres postgres, String sql, int... ids) throws SQLException {
    try (Connection connection = postgres.connection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int id : ids) {
        insert.setInt(1, id);
        insert.addBatch();
      }
      return insert.executeBatch();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachRowsCount(boolean rewriting) throws Exception {
    try (Postgres postgres = open(rewriting)) {
      assertThat(batch(postgres, "insert into t (id) values (?)", 1, 2, 3, 4))
          .containsOnly(rewriting ? Statement.SUCCESS_NO_INFO : 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSubqueryThatSeesTheRowsBefore(boolean rewriting) throws Exception {
    try (Postgres postgres = open(rewriting)) {
      batch(postgres, "insert into t values (?, (select count(*) from t))", 0, 1, 2, 3, 4, 5, 6, 7);
      assertThat(postgres.query("select string_agg(n::text, ',' order by id) from t"))
          .isEqualTo(rewriting ? "0,0,0,0,0,0,0,0" : "0,1,2,3,4,5,6,7");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUpsertOfAKeyTwice(boolean rewriting) throws Exception {
    String upsert = "insert into t (id) values (?) on conflict (id) do update set n = t.n + 1";
    try (Postgres postgres = open(rewriting)) {
      Throwable thrown = catchThrowable(() -> batch(postgres, upsert, 1, 1));
      if (rewriting) {
        assertThat(thrown).hasFieldOrPropertyWithValue("SQLState", "21000");
      } else {
        assertThat(thrown).isNull();
        assertThat(postgres.query("select n from t")).isEqualTo("1");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTriggerForEachStatement(boolean rewriting) throws Exception {
    try (Postgres postgres = open(rewriting)) {
      postgres.execute(
          "drop table if exists fired",
          "create table fired (x int)",
          "create or replace function fire() returns trigger language plpgsql as"
              + " 'begin insert into fired values (1); return null; end'",
          "create trigger f after insert on t for each statement execute function fire()");
      batch(postgres, "insert into t (id) values (?)", 1, 2, 3, 4);
      assertThat(postgres.query("select count(*) from fired")).isEqualTo(rewriting ? "1" : "4");
    }
  }

  /** As for every key. */
  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void theUrlsParameterWins(String parameter, boolean key) throws Exception {
    String url =
        "%s%suser=%s&password=%s&reWriteBatchedInserts=%s"
            .formatted(
                database.jdbcUrl(),
                database.jdbcUrl().contains("?") ? "&" : "?",
                database.user(),
                database.password(),
                parameter);
    try (Postgres postgres = Postgres.at(url, "POSTGRES_REWRITE_BATCHES", String.valueOf(key))) {
      postgres.execute("drop table if exists t", "create table t (id int)");
      assertThat(batch(postgres, "insert into t (id) values (?)", 1, 2))
          .containsOnly(key ? 1 : Statement.SUCCESS_NO_INFO);
    }
  }
}
