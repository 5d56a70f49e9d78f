package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Is what the user wrote what HikariCP runs? */
final class PoolSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "1, , 30s",
    "10, 0, 30s",
    "10, 10, 30s",
    "10, 3, 31s",
    "2, 1, 1m",
    "2, , 2m",
    "2, 1, 2m",
    "2, 1, 2m1ms",
    "10, , 5m",
    "10, 5, 10m",
    "10, 5, 10m1s",
    "10, 5, 11m",
    "10, 5, 11m7s",
    "10, , 30m",
    "10, 0, 30m",
    "10, , 0",
    "10, 0, 0",
    "10, 9, 0s",
    "10000, , 8760h",
    "10000, 10000, PT8760H",
    "10000, 0, P365D",
  })
  void isKeptWithoutAWarning(int open, @Nullable Integer idle, String lifetime) throws Exception {
    Map<String, String> values = new HashMap<>();
    values.put("h2.database", H2Module.freshDatabase());
    values.put("h2.max-open-conns", Integer.toString(open));
    values.put("h2.conn-max-lifetime", lifetime);
    if (idle != null) {
      values.put("h2.max-idle-conns", Integer.toString(idle));
    }
    try (CapturedLog log = new CapturedLog("com.zaxxer.hikari", Level.WARN)) {
      HikariConfig pool = pool(values);
      // HikariCP validates again when it starts.
      pool.validate();

      assertThat(log.messages()).isEmpty();
      assertThat(pool.getMaximumPoolSize()).isEqualTo(open);
      assertThat(pool.getMinimumIdle()).isEqualTo(idle == null ? open : idle);
      assertThat(pool.getMaxLifetime())
          .isEqualTo(
              SettingParser.duration(Duration.ZERO, Duration.ofDays(365))
                  .parse(lifetime)
                  .toMillis());
    }
  }

  /**
   * The same values by HikariCP alone, so that the test above is known to see what it looks for.
   */
  @Test
  void hikariCpAloneChangesAndWarns() {
    try (CapturedLog log = new CapturedLog("com.zaxxer.hikari", Level.WARN)) {
      HikariConfig alone = new HikariConfig();
      alone.setDataSource(new FakeDataSource());
      alone.setMinimumIdle(0);
      alone.setMaxLifetime(30_000);

      alone.validate();

      assertThat(log.messages()).isNotEmpty();
      assertThat(alone.getIdleTimeout()).isZero();
    }
  }

  @Test
  void defaultsAreTenConnectionsOfHalfAnHour() throws Exception {
    HikariConfig pool = pool(Map.of("h2.database", "x"));

    assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
    assertThat(pool.getMinimumIdle()).isEqualTo(10);
    assertThat(pool.getMaxLifetime()).isEqualTo(1_800_000);
    assertThat(pool.getPoolName()).isEqualTo("database.db");
  }

  @Test
  void idleConnectionsAreStillReapedInAPoolOfShortLives() throws Exception {
    HikariConfig pool =
        pool(Map.of("h2.database", "x", "h2.max-idle-conns", "1", "h2.conn-max-lifetime", "30s"));

    assertThat(pool.getIdleTimeout()).isBetween(10_000L, 29_000L);
  }

  @Test
  void noMoreConnectionsThanAllowedAreOpened() throws Exception {
    FakeDataSource driver = new FakeDataSource();
    TestPool pool = TestPool.of(3, Duration.ZERO, driver);
    List<Connection> out = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      out.add(pool.borrow());
    }

    Threads.Running fourth = Threads.call(pool::borrow);
    Threads.awaitParked(fourth.thread);

    out.get(0).close();
    assertThat(fourth.result()).isInstanceOf(Connection.class);
    pool.registry.close();
  }

  private static HikariConfig pool(Map<String, String> values) throws Exception {
    Injector injector =
        Guice.createInjector(
            new H2Module(SqlOptions.defaults().withConfig(ConfigSource.map(values))));
    return injector.getInstance(SqlTokens.defaults().dbKey()).unwrap(HikariDataSource.class);
  }
}
