package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.WritePosition;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.ReplicatedPair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which host of a pair of MariaDB servers a reader uses, with both drivers. */
@Timeout(180)
@Tag("any-jdk")
final class MysqlReaderHostsTest {

  private static final SqlTokens DATABASE = SqlTokens.defaults();
  private static final String WHERE = "select @@port";

  private static ReplicatedPair pair;
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(1));

  @BeforeAll
  static void launch() throws SQLException {
    pair = ReplicatedPair.launch(MariaDbOptions.defaults());
    try (Connection connection = pair.first().database().connect()) {
      Mysql.execute(connection, "create table t (id int primary key)");
    }
  }

  @AfterAll
  static void stop() {
    pair.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    pair.second().start();
    pair.second().awaitReplay(pair.first());
    try (Connection connection = pair.first().database().connect()) {
      Mysql.execute(connection, "delete from t");
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Injector start(String scheme) {
    String dsn = pair.dsn().replace("mariadb://", scheme);
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new MysqlModule(
            SqlOptions.defaults()
                .withConfig(ConfigSource.map(Map.of("MYSQL_DSN", dsn)))
                .withReader()));
  }

  private static DataSource reader(Injector injector) {
    return injector.getInstance(DATABASE.reader().dbKey());
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(DATABASE.dbKey());
  }

  private static String asked(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return Mysql.query(connection, sql);
    }
  }

  private static String port(boolean ofStandby) {
    return String.valueOf((ofStandby ? pair.second() : pair.first()).database().port());
  }

  private static void awaitReaderOn(DataSource reader, boolean standby) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> asked(reader, WHERE).equals(port(standby)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb://", "mysql://"})
  void itReadsOnTheStandbyOrElseOnThePrimaryAndReturns(String scheme) throws Exception {
    Injector injector = start(scheme);
    DataSource reader = reader(injector);
    assertThat(asked(reader, WHERE)).isEqualTo(port(true));
    assertThat(asked(db(injector), WHERE)).isEqualTo(port(false));

    pair.second().kill();
    awaitReaderOn(reader, false);
    assertThat(
            catchThrowable(
                () -> {
                  try (Connection connection = reader.getConnection()) {
                    Mysql.execute(connection, "insert into t values (1)");
                  }
                }))
        .isInstanceOf(SQLException.class);

    pair.second().start();
    awaitReaderOn(reader, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb://", "mysql://"})
  void whatWasWrittenIsRead(String scheme) throws Exception {
    Injector injector = start(scheme);
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    int missed = 0;
    int onStandby = 0;
    for (int id = 0; id < Integer.getInteger("readYourWrites", 500); id++) {
      WritePosition position;
      try (Connection connection = db(injector).getConnection()) {
        try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
          insert.setInt(1, id);
          insert.executeUpdate();
        }
        position = reads.position(connection);
      }
      try (Connection connection =
          reads.atLeast(WritePosition.of(position.toString()), Duration.ofSeconds(10))) {
        String seen =
            Mysql.query(connection, "select concat(@@port, ' ', count(*)) from t where id = " + id);
        missed += seen.endsWith(" 1") ? 0 : 1;
        onStandby += seen.startsWith(port(true)) ? 1 : 0;
      }
    }

    assertThat(missed).isZero();
    assertThat(onStandby).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb://", "mysql://"})
  void thePrimaryIsReadFromIfTheStandbyIsTooLate(String scheme) throws Exception {
    Injector injector = start(scheme);
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    assertThat(asked(reader(injector), WHERE)).isEqualTo(port(true));
    pair.second().pauseReplay();
    try {
      WritePosition position;
      try (Connection connection = db(injector).getConnection()) {
        Mysql.execute(connection, "insert into t values (1)");
        position = reads.position(connection);
      }
      try (Connection late = reads.atLeast(position, Duration.ofMillis(50))) {
        assertThat(Mysql.query(late, "select count(*) from t")).isEqualTo("1");
        assertThat(late.isReadOnly()).isTrue();
      }
    } finally {
      pair.second().resumeReplay();
    }
    assertThat(catchThrowable(() -> reads.atLeast(WritePosition.of("0/1"), Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
