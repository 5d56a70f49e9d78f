package io.github.guicesql.slowlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.inject.Guice;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Which statements are logged, and what a line never says. */
final class SlowLogModuleTest {

  /** Takes more than a millisecond on any machine. */
  private static final String SLOW =
      "with recursive n(x) as (select 1 union all select x + 1 from n where x < 300000)"
          + " insert into t select 'geheim' || max(x) from n";

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final Logger log = (Logger) LoggerFactory.getLogger("io.github.guicesql.slowlog");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void capture() {
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.WARN);
  }

  @AfterEach
  void close() {
    log.detachAppender(appender);
    registry.close();
  }

  private List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private DataSource db(String... threshold) throws SQLException {
    DataSource db =
        Guice.createInjector(
                LifecycleModule.using(registry),
                new SlowLogModule(
                    ConfigSource.map(
                        threshold.length == 0
                            ? Map.of()
                            : Map.of("SQLITE_AUDIT_SLOW_THRESHOLD", threshold[0]))),
                new SqliteModule(
                    SqlOptions.named("audit")
                        .withConfig(ConfigSource.map(Map.of("SQLITE_AUDIT_PATH", ":memory:")))))
            .getInstance(SqlTokens.named("audit").dbKey());
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (x)");
    }
    appender.list.clear();
    return db;
  }

  private static void runSlow(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(SLOW);
    }
  }

  @Test
  void aSlowStatementIsOneLineWithoutItsLiterals() throws Exception {
    DataSource db = db("1ms");

    runSlow(db);

    assertThat(lines())
        .singleElement()
        .asString()
        .matches(
            "database\\.audit\\.db: \\d+ ms, 1 rows, with recursive n\\(x\\) as \\(select \\? union"
                + " all select x \\+ \\? from n where x < \\?\\) insert into t select \\? \\|\\|"
                + " max\\(x\\) from n, at .*SlowLogModuleTest\\.runSlow\\(SlowLogModuleTest"
                + "\\.java:\\d+\\)");
  }

  @Test
  void parametersAreNotLogged() throws Exception {
    DataSource db = db("1ms");

    try (Connection connection = db.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(SLOW.replace("'geheim'", "cast(? as text)"))) {
      insert.setString(1, "auch geheim");
      insert.executeUpdate();
    }

    assertThat(lines()).singleElement().asString().contains("cast(? as text)");
    assertThat(lines().toString()).doesNotContain("geheim");
  }

  @Test
  void aSlowFailureNamesItsSqlState() throws Exception {
    DataSource db = db("1ms");
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create unique index u on t (x)");
    }
    runSlow(db);
    assertThatThrownBy(() -> runSlow(db)).isInstanceOf(SQLException.class);

    assertThat(lines()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(lines().get(lines().size() - 1)).contains(" ms, failed with SQLSTATE 23505, with");
  }

  @Test
  void aStatementBelowTheThresholdIsNotLogged() throws Exception {
    DataSource db = db("1h");
    runSlow(db);
    assertThat(lines()).isEmpty();
  }

  @Test
  void withoutAThresholdTheDataSourceIsNotWrapped() throws Exception {
    DataSource db = db();
    runSlow(db);
    assertThat(lines()).isEmpty();
    assertThat(db).isInstanceOf(HikariDataSource.class);
  }

  @Test
  void thePoolCanBeUnwrappedAndClosesAsWithoutTheLog() throws Exception {
    DataSource db = db("1ms");
    assertThat(db).isNotInstanceOf(HikariDataSource.class);
    assertThat(db.unwrap(HikariDataSource.class).getPoolName()).isEqualTo("database.audit.db");

    registry.close();

    assertThatThrownBy(db::getConnection).hasMessage("The pool database.audit.db is closed.");
  }

  @Test
  void anInvalidThresholdIsAConfigurationError() {
    Throwable failure = catchThrowable(() -> db("fast"));

    assertThat(SqlErrors.find(failure, SqlConfigException.class).orElseThrow())
        .hasMessageContaining("SQLITE_AUDIT_SLOW_THRESHOLD")
        .hasMessageContaining("fast");
  }
}
