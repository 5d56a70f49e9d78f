package io.github.guicesql.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.util.Modules;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader promises on every engine. A subclass says only what is its engine's own. */
@Timeout(60)
abstract class ReaderContract {

  private static final SqlTokens DATABASE = SqlTokens.defaults();

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(5));

  /** The prefix of the driver's keys. */
  abstract String prefix();

  /** The configuration of a database that this test has for itself. */
  abstract Map<String, String> config() throws Exception;

  abstract Module module(SqlOptions options);

  /** Checks that nothing of the pools is left in the database's server or in its folder. */
  abstract void assertNothingIsLeft() throws Exception;

  /** SQL by which a session makes itself writable; empty if there is none. */
  List<String> writableBySql() {
    return List.of();
  }

  @AfterEach
  void close() throws Exception {
    registry.close();
    assertNothingIsLeft();
  }

  private Injector start(Stage stage, Module extension, String... more) throws Exception {
    Map<String, String> values = new HashMap<>(config());
    for (int i = 0; i < more.length; i += 2) {
      values.put(prefix() + "_" + more[i], more[i + 1]);
    }
    return Guice.createInjector(
        stage,
        LifecycleModule.using(registry),
        extension,
        module(
            SqlOptions.defaults()
                .withConfig(ConfigSource.map(values))
                .withMigration(
                    Migration.named(
                        "table", source -> execute(source, "create table t (a int not null)")))
                .withReader()));
  }

  private Injector start(String... more) throws Exception {
    return start(Stage.DEVELOPMENT, Modules.EMPTY_MODULE, more);
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(DATABASE.dbKey());
  }

  private static DataSource reader(Injector injector) {
    return injector.getInstance(DATABASE.reader().dbKey());
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection()) {
      execute(connection, sql);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int rows(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return rows(connection);
    }
  }

  private static int rows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from t")) {
      count.next();
      return count.getInt(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void bothPoolsAreMadeWhenTheReaderIsInjectedAndNeitherIsStarted(Stage stage) throws Exception {
    Injector injector = start(stage, Modules.EMPTY_MODULE);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

    reader(injector);

    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.reader, database.db])");
    assertThat(injector.getInstance(Databases.class).all())
        .extracting(Database::state)
        .containsOnly(Database.State.BUILT);
  }

  @Test
  void theFirstConnectionOfTheReaderSeesAMigratedDatabase() throws Exception {
    assertThat(rows(reader(start()))).isZero();
  }

  @Test
  void theReaderSeesWhatIsCommitted() throws Exception {
    Injector injector = start();
    try (Connection reading = reader(injector).getConnection()) {
      assertThat(rows(reading)).isZero();

      execute(db(injector), "insert into t values (1)");

      assertThat(rows(reading)).isEqualTo(1);
    }
  }

  @Test
  void theDatabaseRefusesWritesInEveryMode() throws Exception {
    Injector injector = start();
    List<Throwable> refusals = new ArrayList<>();
    try (Connection reading = reader(injector).getConnection()) {
      refusals.add(catchThrowable(() -> execute(reading, "insert into t values (1)")));
      refusals.add(catchThrowable(() -> execute(reading, "create table u (a int)")));
      reading.setAutoCommit(false);
      refusals.add(
          catchThrowable(
              () -> {
                execute(reading, "insert into t values (2)");
                reading.commit();
              }));
      reading.rollback();
    }

    assertThat(refusals).allSatisfy(one -> assertThat(one).isInstanceOf(SQLException.class));
    assertThat(rows(db(injector))).isZero();
  }

  @Test
  void aReadersConnectionCannotBeMadeWritableByJdbc() throws Exception {
    Injector injector = start();
    try (Connection reading = reader(injector).getConnection()) {
      assertThat(reading.isReadOnly()).isTrue();
      assertThat(catchThrowable(() -> reading.setReadOnly(false)))
          .isInstanceOf(SQLException.class)
          .hasMessage(
              "database.reader: a reader's connections are read-only. Use the data source"
                  + " database.db to write.")
          .extracting(thrown -> ((SQLException) thrown).getSQLState())
          .isEqualTo("25006");
      reading.setReadOnly(true);
    }
  }

  @Test
  void aSessionThatSqlHasMadeWritableIsReadOnlyForTheNextBorrower() throws Exception {
    Injector injector = start("READER_MAX_OPEN_CONNS", "1");
    for (String sql : writableBySql()) {
      execute(reader(injector), sql);

      assertThat(catchThrowable(() -> execute(reader(injector), "insert into t values (1)")))
          .as(sql)
          .isInstanceOf(SQLException.class);
    }
    assertThat(rows(db(injector))).isZero();
  }

  @Test
  void eachPoolHasItsOwnSizeNameAndHealth() throws Exception {
    Injector injector = start("MAX_OPEN_CONNS", "3", "READER_MAX_OPEN_CONNS", "2");
    rows(reader(injector));
    rows(db(injector));

    Databases databases = injector.getInstance(Databases.class);
    Database reader = databases.find(DATABASE.reader()).orElseThrow();
    assertThat(databases.all())
        .extracting(Database::poolName)
        .containsExactly("database.db", "database.reader");
    assertThat(databases.find(DATABASE).orElseThrow().pool().orElseThrow().max()).isEqualTo(3);
    assertThat(reader.pool().orElseThrow().max()).isEqualTo(2);
    assertThat(reader.values())
        .filteredOn(value -> value.setting().contains("max-open"))
        .extracting(EffectiveValue::setting, value -> value.key().key(), EffectiveValue::value)
        .containsExactly(tuple("max-open-conns", prefix() + "_READER_MAX_OPEN_CONNS", "2"));
    assertThat(injector.getInstance(DatabaseHealth.class).check(Duration.ofSeconds(20)))
        .extracting(Health::database, Health::state)
        .containsExactly(
            tuple(DATABASE, Health.State.UP), tuple(DATABASE.reader(), Health.State.UP));
  }

  @Test
  void theReaderClosesFirst() throws Exception {
    List<String> closed = new CopyOnWriteArrayList<>();
    DatabaseListener listener =
        new DatabaseListener() {
          @Override
          public void closed(Database database) {
            closed.add(database.tokens().db());
          }
        };
    Injector injector =
        start(
            Stage.DEVELOPMENT,
            binder ->
                Multibinder.newSetBinder(binder, DatabaseListener.class)
                    .addBinding()
                    .toInstance(listener));
    rows(reader(injector));

    registry.close();

    assertThat(closed).containsExactly("database.reader", "database.db");
    assertThat(injector.getInstance(Databases.class).all())
        .extracting(Database::state)
        .containsOnly(Database.State.CLOSED);
    assertThat(catchThrowable(() -> reader(injector).getConnection()))
        .hasMessage("The pool database.reader is closed.");
  }
}
