package io.github.guicesql.docs;

import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.examples.users.AuditEntry;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.DuplicateEmailException;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tests that the guide asks of a driver module, on the one that it shows. */
@Timeout(60)
final class FourthEngineTest {

  private static final String SECRET = "correct-horse";
  private static final String ENDLESS =
      "select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b"
          + " where a.\"X\" + b.\"X\" = 0";

  @TempDir Path folder;
  private LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  private Injector start(String... keysAndValues) {
    return start(Stage.DEVELOPMENT, keysAndValues);
  }

  private Injector start(Stage stage, String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    values.put("H2_PATH", folder.resolve("app").toString());
    values.put("H2_PASSWORD", SECRET);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    ConfigSource config = ConfigSource.map(values);
    return Guice.createInjector(
        stage,
        LifecycleModule.using(registry),
        new H2Module(SqlOptions.defaults().withConfig(config)),
        new UsersModule());
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  private static SqlBuildException failure(Injector injector) {
    return (SqlBuildException) SqlErrors.find(catchThrowable(() -> db(injector))).orElseThrow();
  }

  private static String printed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void runsThePortableFeature() throws Exception {
    Injector injector = start();
    Users users = injector.getInstance(Users.class);

    long id = users.create(new UserData("ada@example.org", "Ada")).id();
    users.update(id, new UserData("ada@example.org", "Ada Lovelace"));
    assertThatThrownBy(() -> users.create(new UserData("ADA@example.org", "Another")))
        .isInstanceOf(DuplicateEmailException.class);

    assertThat(users.list(10, 0).users()).singleElement().returns("Ada Lovelace", u -> u.name());
    users.delete(id);
    assertThat(injector.getInstance(AuditTrail.class).about(Users.subject(id)))
        .extracting(AuditEntry::action)
        .containsExactly("create", "update", "delete");
    assertThat(injector.getInstance(SqlTokens.defaults().dialectKey())).isEqualTo(Dialect.POSTGRES);
  }

  /** Of which the guide warns. */
  @Test
  void itsModeIsNotPostgresql() throws Exception {
    DataSource db = db(start());
    assertThatThrownBy(() -> execute(db, "select pg_try_advisory_lock(1)"))
        .hasMessageContaining("not found");

    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create table kept (x int)");
      connection.rollback();
    }

    assertThat(execute(db, "select * from kept")).isTrue();
  }

  @Test
  void keepsWhatWasWritten() throws Exception {
    Users users = start().getInstance(Users.class);
    users.create(new UserData("ada@example.org", "Ada"));
    registry.close();

    registry = new LifecycleRegistry();

    assertThat(start().getInstance(Users.class).list(10, 0).total()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void opensNothingBeforeTheFirstConnection(Stage stage) throws Exception {
    DataSource db = db(start(stage));
    assertThat(folder).isEmptyDirectory();

    db.getConnection().close();

    assertThat(folder).isDirectoryContaining("glob:**/app.mv.db");
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    SqlBuildException error =
        failure(
            start(
                "H2_PATH", folder + "/missing/app", "H2_PASSWORD", " ", "H2_MAX_OPEN_CONNS", "0"));

    assertThat(error).isInstanceOf(SqlConfigException.class);
    assertThat(((SqlConfigException) error).problems())
        .extracting(ConfigProblem::key, ConfigProblem::wrong)
        .containsExactly(
            tuple("H2_PATH", "The folder " + folder + "/missing does not exist."),
            tuple("H2_PASSWORD", "It is required but not set."),
            tuple("H2_MAX_OPEN_CONNS", "It is out of range."));
  }

  @Test
  void thePathCannotBringSettingsOfH2() {
    assertThat(failure(start("H2_PATH", folder + "/app;INIT=drop all objects")))
        .hasMessageContaining("It has a semicolon");
  }

  @Test
  void refusalIsTypedAndHidesThePassword() throws Exception {
    db(start()).getConnection().close();
    registry.close();
    registry = new LifecycleRegistry();
    Injector wrong = start("H2_PASSWORD", "wrong-" + SECRET, "H2_CONNECT_TIMEOUT", "20s");

    SqlBuildException error = failure(wrong);

    assertThat(error.stage()).isEqualTo(BuildStage.PING);
    assertThat(error).hasMessageContaining("SQLSTATE 28000");
    assertThat(printed(error)).doesNotContain(SECRET);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
  }

  @Test
  void thePoolDoesNotKnowThePassword() throws Exception {
    HikariDataSource pool = db(start()).unwrap(HikariDataSource.class);

    assertThat(pool.getPassword()).isNull();
    assertThat(pool.getJdbcUrl()).isNull();
    assertThat(pool.getDataSource()).hasToString(folder.resolve("app").toString());
  }

  @Test
  void leavesNothingOpenWhenItCloses() throws Exception {
    registry = new LifecycleRegistry(Duration.ZERO);
    Connection borrowed = db(start()).getConnection();
    assertThat(isFileFree()).isFalse();

    registry.close();

    assertThat(borrowed.isValid(1)).isFalse();
    assertThat(isFileFree()).isTrue();
  }

  @Test
  void whatRunsPastTheDrainIsCutOff() throws Exception {
    registry = new LifecycleRegistry(Duration.ZERO);
    DataSource db = db(start());
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> endless = thread.submit(() -> execute(db, ENDLESS));
      await().until(() -> isRunning(db, "system_range"));

      registry.close();

      assertThatThrownBy(() -> endless.get(20, SECONDS)).hasCauseInstanceOf(SQLException.class);
      assertThat(isFileFree()).isTrue();
    } finally {
      thread.shutdownNow();
    }
  }

  private static boolean execute(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private static boolean isRunning(DataSource db, String part) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from information_schema.sessions where session_id <> session_id()"
                    + " and executing_statement like '%"
                    + part
                    + "%'")) {
      row.next();
      return row.getInt(1) == 1;
    }
  }

  /** H2 has a lock on its file as long as it is open. */
  private boolean isFileFree() throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve("app.mv.db"), WRITE);
        FileLock lock = file.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }
}
