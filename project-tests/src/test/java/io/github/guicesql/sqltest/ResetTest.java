package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On MySQL and MariaDB, is a copy that a test has used what its template is when the next test gets
 * it, and is it dropped where it could not be?
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResetTest {

  /** What an ordinary test does: the copy is used again. */
  private static final List<String> RESET =
      List.of(
          "select 1",
          "insert into plain values (1, 'x')",
          "insert into seed (name) values ('Grace'), ('Edsger')",
          "delete from seed",
          "update seed set name = 'Countess' where id = 1",
          "update seed set id = 100 where id = 1",
          "insert into child (seed, text) values (1, 'a'), (2, 'b'); delete from child",
          "insert into child (id, seed, text) values (4000000000000000000, 1, 'a')",
          "truncate table child; insert into child (seed, text) values (1, 'a')",
          "set foreign_key_checks = 0; truncate table seed",
          "set foreign_key_checks = 0; truncate table seed; insert into seed (name) values ('Joan')",
          "set foreign_key_checks = 0; delete from seed; delete from heap",
          "insert into heap values ('y', null, '{}')",
          "delete from at",
          "alter table plain add other integer; alter table plain drop other",
          "alter table child auto_increment = 1000",
          "rename table heap to other; rename table other to heap",
          "create table other (id integer); drop table other",
          "create temporary table other (id integer)",
          "create view other as select 1; drop view other",
          "start transaction; insert into plain values (1, 'x')",
          "start transaction; insert into seed (name) values ('Grace'); rollback",
          "lock tables seed write",
          "set session sql_mode = '', session auto_increment_increment = 7;"
              + " insert into child (seed) values (1), (1)");

  /** What makes a copy one that no test gets again. */
  private static final List<String> DROPPED =
      List.of(
          "alter table plain add other integer",
          "alter table plain modify name varchar(101)",
          "alter table plain alter name set default 'x'",
          "alter table plain comment 'x'",
          "alter table plain engine = MyISAM",
          "alter table plain rename column name to other",
          "alter table child drop foreign key child_seed",
          "alter table seed drop index name",
          "alter table plain drop primary key",
          "create index other on plain (name)",
          "drop table plain",
          "drop table plain; create table plain (id integer primary key)",
          "rename table plain to other",
          "create table other (id integer)",
          "create table other (id integer); insert into other values (1)",
          "create view other as select id from plain",
          "create or replace view names as select id, name as other from seed",
          "drop view names",
          "create trigger other before insert on plain for each row set new.name = 'x'",
          "drop trigger stamp",
          "drop trigger stamp; create trigger stamp before update on plain for each row"
              + " set new.name = 'x'",
          "create procedure other() select 1",
          "create function other() returns integer deterministic return 1",
          "create event other on schedule every 1 day do select 1",
          "alter database character set latin1",
          "grant select on seed to current_user()",
          String.join(";", Collections.nCopies(13, "insert into heap select * from heap")));

  /** What a template may have, and is copied. */
  private static final List<String> MIGRATION =
      List.of(
          "create table seed (id integer primary key auto_increment, name varchar(100) not null,"
              + " length integer as (char_length(name)) stored,"
              + " twice varchar(200) as (concat(name, name)) virtual,"
              + " since timestamp default current_timestamp, unique (name), check (name <> ''))",
          "create table child (id bigint unsigned primary key auto_increment,"
              + " seed integer not null, text varchar(100),"
              + " constraint child_seed foreign key (seed) references seed (id) on delete cascade)",
          "create table plain (id integer primary key, name varchar(100))",
          "create table heap (word varchar(10), bytes blob, document json)",
          "create table `at` (`order` integer primary key, `it's` datetime, `a``b` timestamp null)",
          "insert into seed (id, name) values (1, 'Ada'), (2, 'Alan'), (7, 'Kurt')",
          "delete from seed where id = 7",
          "set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
          "insert into seed (id, name) values (0, 'Nobody')",
          "insert into heap values ('x', x'00ff', '{\"a\": 1}'), ('x', x'00ff', '{\"a\": 1}')",
          "set time_zone = '+02:00'",
          "insert into `at` values (1, '0000-00-00 00:00:00', '2024-10-27 02:30:00')",
          "create view names as select id, name from seed",
          "create view first_of_names as select * from names",
          "create trigger stamp before update on plain for each row set new.name = 'y'");

  /** What keeps all copies of a template from being used again, but not from being copied. */
  private static final List<String> NEVER_RESET =
      List.of(
          "create table other (id integer) engine = MyISAM; insert into other values (1)",
          "create table other (words varchar(100), fulltext (words))",
          "create table log (id integer); create trigger log before delete on log for each row"
              + " set @x = 1",
          "create table log (id integer); insert into log values (1);"
              + " create trigger log before insert on log for each row set @x = 1",
          "create table log (id integer not null); insert into log values (1);"
              + " create trigger log before update on log for each row set new.id = 1");

  private static final List<String> NEVER_RESET_ON_MARIADB =
      List.of(
          "set timestamp = 1; create table other (id integer) with system versioning",
          "create sequence other start with 7; select nextval(other)",
          "create sequence numbers; create table a (id bigint primary key default"
              + " (next value for numbers), name varchar(10)); insert into a (name) values ('x');"
              + " create table z like a; insert into z (name) values ('y'), ('z')");

  private final Map<String, Migrated> templates = new TreeMap<>();

  /** A template, and what makes its copies. */
  private record Migrated(Places places, Place place, Copies copies) implements AutoCloseable {

    @Override
    public void close() {
      copies.drop(place);
      copies.close();
    }
  }

  private record Case(String engine, String statements) {

    static Stream<Case> of(List<String> statements) {
      return Stream.of("mariadb", "mysql")
          .flatMap(engine -> statements.stream().map(each -> new Case(engine, each)));
    }

    @Override
    public String toString() {
      return engine
          + ": "
          + (statements.length() < 120 ? statements : statements.substring(0, 120));
    }
  }

  static Stream<Case> reset() {
    return Case.of(RESET);
  }

  static Stream<Case> dropped() {
    return Case.of(DROPPED);
  }

  static Stream<Case> neverReset() {
    return Stream.concat(
        Case.of(NEVER_RESET),
        NEVER_RESET_ON_MARIADB.stream().map(each -> new Case("mariadb", each)));
  }

  private Migrated template(String engine) throws Exception {
    Migrated known = templates.get(engine);
    if (known == null) {
      known = migrated(engine, String.join(";", MIGRATION));
      templates.put(engine, known);
    }
    return known;
  }

  private static Migrated migrated(String engine, String statements) throws Exception {
    Places places = FreshCosts.places(engine);
    Place place = places.create();
    execute(place, statements);
    return new Migrated(places, place, places.copiesOf(place));
  }

  @AfterAll
  void drop() {
    templates.values().forEach(Migrated::close);
  }

  private static Connection connect(Place place) throws SQLException {
    return Objects.requireNonNull(place.database()).connect();
  }

  private static String name(Place place) {
    return Objects.requireNonNull(place.database()).database();
  }

  private static void execute(Place place, String statements) throws SQLException {
    try (Connection connection = connect(place)) {
      execute(connection, statements);
    }
  }

  private static void execute(Connection connection, String statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String each : statements.split(";\\s*", -1)) {
        statement.execute(each.replace("DATABASE", connection.getCatalog()));
      }
    }
  }

  /** Returns all that a test could find in a database, apart from its name. */
  private static Map<String, String> content(Place place) throws SQLException {
    Map<String, String> content = new TreeMap<>();
    String name = name(place);
    try (Connection connection = connect(place);
        Statement statement = connection.createStatement()) {
      statement.execute("set time_zone = '+00:00'");
      content.put("database", rows(statement, "show create database " + name, 2, 2));
      for (String table : Product.strings(statement, "show tables")) {
        String quoted = Schema.quoted(table);
        content.put(table + " is", rows(statement, "show create table " + quoted, 2, 2));
        content.put(table + " contains", rows(statement, "select * from " + quoted, 1, 99));
        content.put(table + " sums up to", rows(statement, "checksum table " + quoted, 2, 2));
      }
      content.put("triggers", rows(statement, "show triggers", 1, 5));
      content.put("modes of triggers", rows(statement, "show triggers", 7, 11));
      for (String others : List.of("routine", "event")) {
        content.put(
            others + "s",
            rows(
                statement,
                "select %1$s_name from information_schema.%1$ss where %1$s_schema = '%2$s'"
                    .formatted(others, name),
                1,
                1));
      }
    }
    content.replaceAll((what, text) -> text.replace("`" + name + "`", "`?`"));
    return content;
  }

  private static String rows(Statement statement, String query, int first, int last)
      throws SQLException {
    StringBuilder rows = new StringBuilder();
    try (ResultSet row = statement.executeQuery(query)) {
      int columns = Math.min(last, row.getMetaData().getColumnCount());
      while (row.next()) {
        for (int column = first; column <= columns; column++) {
          rows.append(row.getString(column)).append('|');
        }
        rows.append('\n');
      }
    }
    return rows.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aCopyIsWhatItsTemplateIs(String engine) throws Exception {
    Migrated template = template(engine);
    try (Place copy = template.copies().copy()) {
      assertThat(content(copy)).isEqualTo(content(template.place()));
    }
  }

  @ParameterizedTest
  @MethodSource
  void reset(Case test) throws Exception {
    Migrated template = template(test.engine());
    try (Place copy = template.copies().copy()) {
      execute(copy, test.statements());

      assertThat(template.copies().reset(copy)).isTrue();

      assertThat(content(copy)).isEqualTo(content(template.place()));
    }
  }

  @ParameterizedTest
  @MethodSource
  void dropped(Case test) throws Exception {
    Migrated template = template(test.engine());
    try (Place copy = template.copies().copy()) {
      execute(copy, test.statements());

      assertThat(template.copies().reset(copy)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource
  void neverReset(Case test) throws Exception {
    try (Migrated template = migrated(test.engine(), test.statements());
        Place copy = template.copies().copy()) {
      assertThat(content(copy)).isEqualTo(content(template.place()));
      assertThat(template.copies().reset(copy)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aCopysTriggersAreItsOwnWhateverTheyNameInTheTemplate(String engine) throws Exception {
    String migration =
        "create table log (id integer); create table plain (id integer primary key);"
            + " create trigger DATABASE.one before insert on DATABASE.plain for each row"
            + " insert into DATABASE . log values (new.id);"
            + " create trigger `DATABASE`.`two` after insert on `DATABASE`.`plain` for each row"
            + " insert into `DATABASE`.`log` select count(*) from `DATABASE`.log";
    try (Migrated template = migrated(engine, migration);
        Place copy = template.copies().copy()) {
      Map<String, String> before = content(template.place());
      execute(copy, "insert into plain values (7)");

      assertThat(content(copy)).containsEntry("log contains", "7|\n1|\n");
      assertThat(content(template.place())).isEqualTo(before);
      assertThat(template.copies().reset(copy)).isTrue();
      assertThat(content(copy)).containsEntry("log contains", "");
    }
  }

  @Test
  void aCopysDefaultsAreFromItsOwnSequences() throws Exception {
    String migration =
        "create sequence numbers;"
            + " create table a (id bigint primary key default (next value for numbers), x integer)";
    try (Migrated template = migrated("mariadb", migration);
        Place copy = template.copies().copy();
        Place other = template.copies().copy()) {
      Map<String, String> before = content(template.place());
      for (Place each : List.of(copy, other)) {
        execute(each, "insert into a (x) values (7), (8)");

        assertThat(content(each)).containsEntry("a contains", "1|7|\n2|8|\n");
      }
      assertThat(content(template.place())).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void whatNamesItsDatabaseInATextIsNotCopied(String engine) throws Exception {
    String migration =
        "create view mine as select table_name from information_schema.tables"
            + " where table_schema = 'DATABASE'";
    try (Migrated template = migrated(engine, migration)) {
      assertThatThrownBy(template.copies()::copy)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("mine of " + name(template.place()))
          .hasMessageContaining("names this database");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mariadb, start transaction",
    "mysql, start transaction",
    "mariadb, set autocommit = 1",
    "mysql, set autocommit = 1"
  })
  void aCopyIsDroppedWhileSomebodyIsConnected(String engine, String begin) throws Exception {
    Migrated template = template(engine);
    try (Place copy = template.copies().copy();
        Connection forgotten = connect(copy)) {
      execute(forgotten, begin + "; insert into plain values (1, 'x')");

      assertThat(template.copies().reset(copy)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aCopyIsDroppedWhileATransactionElsewhereHasWritten(String engine) throws Exception {
    Migrated template = template(engine);
    try (Place elsewhere = template.places().create();
        Place copy = template.copies().copy();
        Connection forgotten = connect(elsewhere)) {
      execute(forgotten, "start transaction; insert into " + name(copy) + ".plain values (1, 'x')");

      assertThat(template.copies().reset(copy)).isFalse();
      execute(forgotten, "rollback");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aCopyIsDroppedWhileATransactionIsPrepared(String engine) throws Exception {
    Migrated template = template(engine);
    try (Place copy = template.copies().copy()) {
      execute(
          copy,
          "xa start 'test'; insert into plain values (1, 'x'); xa end 'test'; xa prepare 'test'");

      assertThat(template.copies().reset(copy)).isFalse();

      execute(template.place(), "xa rollback 'test'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aTestGetsTheCopyOfOneBeforeOrANewOne(String engine) throws Exception {
    Migrated migrated = migrated(engine, String.join(";", MIGRATION));
    Map<String, String> expected = content(migrated.place());
    Template template = new Template(migrated.places(), migrated.place());
    Place first = template.take();
    execute(first, "insert into plain values (1, 'x')");
    template.giveBack(first);
    Place second = template.take();
    Place third = template.take();

    assertThat(third).isSameAs(first).isNotSameAs(second);
    assertThat(content(third)).isEqualTo(expected);

    execute(third, "drop table plain");
    template.giveBack(third);
    Place fourth = template.take();
    Place fifth = template.take();

    assertThat(List.of(fourth, fifth)).doesNotContain(third);
    assertThat(content(fifth)).isEqualTo(expected);
    template.close();
  }
}
