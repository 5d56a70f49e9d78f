package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** User and password apart from the connection string, on a real server. */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LoginContract {

  private final Engine engine;
  private final TestDatabase database;

  protected LoginContract(Engine engine) {
    this.engine = engine;
    this.database = engine.shared().createDatabase();
  }

  @AfterAll
  void drop() {
    database.close();
  }

  /** Each form of a DSN, as a format of host, port and database. */
  protected abstract List<String> forms();

  private String dsn(String form) {
    return form.formatted(database.host(), database.port(), database.database());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void completesEveryForm(String form) throws Exception {
    try (OpenDatabase open =
        engine.open(dsn(form), "USER", database.user(), "PASSWORD", database.password())) {
      assertThat(open.query(engine.user())).isEqualTo(database.user());
    }
  }

  @Test
  void allInFilesAsContainersHaveThem(@TempDir Path folder) throws Exception {
    Path dsn = Files.writeString(folder.resolve("dsn"), engine.dsnWithoutLogin(database) + "\n");
    Path password = Files.writeString(folder.resolve("password"), database.password() + "\n");
    Map<String, String> config =
        Map.of(
            engine.key("DSN_FILE"), dsn.toString(),
            engine.key("USER"), database.user(),
            engine.key("PASSWORD_FILE"), password.toString());
    try (OpenDatabase open =
        new OpenDatabase(
            Engine.DRAIN,
            engine.module(SqlOptions.defaults().withConfig(ConfigSource.map(config))))) {
      assertThat(open.query(engine.database())).isEqualTo(database.database());
    }
  }

  @Test
  void aDsnWithAnotherUserIsRefused() {
    assertThat(problem("USER", "web"))
        .hasMessageContaining(
            engine.inErrors("USER")
                + " = \"web\": "
                + engine.inErrors("DSN")
                + " names another user.");
  }

  @Test
  void aDsnWithAnotherPasswordIsRefused() {
    assertThat(problem("PASSWORD", "hunter3"))
        .hasMessageContaining(
            engine.inErrors("PASSWORD")
                + " = \"***\": "
                + engine.inErrors("DSN")
                + " names another password.")
        .hasMessageNotContaining("hunter");
  }

  private SqlConfigException problem(String key, String value) {
    String dsn = engine.dsn("h", 1234, "db", "app", "hunter2");
    Throwable thrown = catchThrowable(() -> engine.open(dsn, key, value).close());
    return SqlErrors.find(thrown, SqlConfigException.class).orElseThrow();
  }
}
