package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Module;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver module as a service installs it, on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ServerModuleContract extends ModuleContract {

  protected final Engine engine;
  protected final TestDatabase database;
  private final TestDatabase second;

  protected ServerModuleContract(Engine engine) {
    this.engine = engine;
    this.database = engine.shared().createDatabase();
    this.second = engine.shared().createDatabase();
  }

  @AfterAll
  void drop() {
    database.close();
    second.close();
  }

  @Override
  protected final String prefix() {
    return engine.prefix();
  }

  @Override
  protected final String required() {
    return "DSN";
  }

  @Override
  protected final Module module(SqlOptions options) {
    return engine.module(options);
  }

  @Override
  protected final Map<String, String> database() {
    return Map.of("DSN", engine.dsn(database));
  }

  @Override
  protected final Map<String, String> second() {
    return Map.of("DSN", dsnOfSecond(second));
  }

  protected String dsnOfSecond(TestDatabase other) {
    return engine.dsn(other);
  }

  @Override
  protected final void assertNothingIsOpen() throws Exception {
    try (Connection observer = database.connect()) {
      for (TestDatabase one : List.of(database, second)) {
        await()
            .until(
                () -> OpenDatabase.query(observer, engine.sessionsIn(one.database())).equals("0"));
      }
    }
  }

  @Test
  void thePoolIsAsAskedFor() throws Exception {
    try (OpenDatabase open =
        engine.open(
            engine.dsn(database),
            "MAX_OPEN_CONNS",
            "4",
            "MAX_IDLE_CONNS",
            "1",
            "CONN_MAX_LIFETIME",
            "90s")) {
      open.query("select 1");
      HikariDataSource pool = open.dataSource().unwrap(HikariDataSource.class);
      assertThat(pool.getPoolName()).isEqualTo("database.db");
      assertThat(pool.getMaximumPoolSize()).isEqualTo(4);
      assertThat(pool.getMinimumIdle()).isEqualTo(1);
      assertThat(pool.getMaxLifetime()).isEqualTo(90_000);
    }
    try (OpenDatabase open = engine.open(engine.dsn(database), "CONN_MAX_LIFETIME", "0")) {
      HikariDataSource pool = open.dataSource().unwrap(HikariDataSource.class);
      assertThat(pool.getMaxLifetime()).isZero();
      assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
      assertThat(pool.getMinimumIdle()).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_OPEN_CONNS,    0,   It is out of range.",
    "MAX_OPEN_CONNS,    -3,  It is out of range.",
    "MAX_IDLE_CONNS,    -1,  It is out of range.",
    "MAX_IDLE_CONNS,    11,  It is more than the 10 connections",
    "CONN_MAX_LIFETIME, 5s,  It is too short.",
    "CONN_MAX_LIFETIME, -1h, It is negative.",
    "CONNECT_TIMEOUT,   2,   It has no unit.",
  })
  void aWrongPoolSettingIsRefused(String key, String value, String wrong) {
    Map<String, String> values = new HashMap<>(database());
    values.put(key, value);
    ConfigProblem problem = problems(values).get(0);
    assertThat(problem.key()).isEqualTo(engine.key(key));
    assertThat(problem.value()).isEqualTo(value);
    assertThat(problem.wrong()).startsWith(wrong);
  }

  /** Checks what is said of a DSN, whose password is hunter2, and that the password is not. */
  protected final void assertRefusedWithoutItsPassword(String dsn, String said) {
    List<ConfigProblem> problems = problems(Map.of("DSN", dsn));
    assertThat(problems).allSatisfy(p -> assertThat(p.key()).isEqualTo(engine.key("DSN")));
    assertThat(problems).allSatisfy(p -> assertThat(p.value()).isEqualTo("***"));
    assertThat(problems.toString()).contains(said).doesNotContain("hunter2");
  }
}
