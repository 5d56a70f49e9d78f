package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.time.Duration;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/** Wraps the data sources of the databases that have a threshold. */
final class SlowLog implements DatabaseListener {

  private static final Setting<Duration> THRESHOLD =
      Setting.of(
              "slow-threshold",
              Duration.class,
              SettingParser.duration(Duration.ofMillis(1), Duration.ofHours(1)),
              "the duration from which a statement is logged as slow, 0 for never")
          .withDefault(Duration.ZERO);

  private final ConfigSource source;

  SlowLog(ConfigSource source) {
    this.source = source;
  }

  @Override
  public DataSource decorate(Database database, DataSource dataSource) {
    Duration threshold = threshold(database);
    return threshold.isZero()
        ? dataSource
        : ProxyDataSourceBuilder.create(dataSource)
            .listener(new SlowStatements(database, threshold.toMillis()))
            .build();
  }

  private Duration threshold(Database database) {
    ConfigReader reader =
        new ConfigReader(
            database.driver(), database.tokens().name(), (key, type) -> source.find(key));
    reader.read(THRESHOLD);
    if (!reader.problems().isEmpty()) {
      throw new SqlConfigException(database.driver(), database.tokens().db(), reader.problems());
    }
    return reader.values().get(THRESHOLD);
  }
}
