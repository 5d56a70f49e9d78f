package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/** Wraps the data sources of the databases that have a threshold. */
final class SlowLog implements DatabaseListener {

  private static final Setting<Duration> SLOW_THRESHOLD =
      threshold("slow-threshold", "the duration from which a statement is logged as slow");

  private static final Setting<Duration> HELD_THRESHOLD =
      threshold(
          "held-threshold",
          "the duration from which a connection is logged that is not returned, or was late");

  private final ConfigSource source;

  /** The connections of the databases that are being built or in use. */
  private final Map<Database, HeldConnections> held =
      Collections.synchronizedMap(new IdentityHashMap<>());

  SlowLog(ConfigSource source) {
    this.source = source;
  }

  private static Setting<Duration> threshold(String name, String description) {
    return Setting.of(
            name,
            Duration.class,
            SettingParser.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            description + ", 0 for never")
        .withDefault(Duration.ZERO);
  }

  /** The thresholds of one database. */
  private record Thresholds(Duration slow, Duration held) {}

  private Thresholds thresholds(Database database) {
    ConfigReader reader =
        new ConfigReader(
            database.driver(), database.tokens().name(), (key, type) -> source.find(key));
    reader.read(SLOW_THRESHOLD);
    reader.read(HELD_THRESHOLD);
    if (!reader.problems().isEmpty()) {
      throw new SqlConfigException(database.driver(), database.tokens().db(), reader.problems());
    }
    return new Thresholds(reader.values().get(SLOW_THRESHOLD), reader.values().get(HELD_THRESHOLD));
  }

  /** The source of the thresholds may be that of a database, too. */
  @Override
  public List<Setting<?>> settings() {
    return List.of(SLOW_THRESHOLD, HELD_THRESHOLD);
  }

  /** Called before {@link #decorate}. */
  @Override
  public Optional<DatabaseObserver> observer(Database database) {
    Duration threshold = thresholds(database).held();
    if (threshold.isZero()) {
      return Optional.empty();
    }
    HeldConnections connections = new HeldConnections(database, threshold.toMillis());
    held.put(database, connections);
    return Optional.of(connections);
  }

  @Override
  public DataSource decorate(Database database, DataSource dataSource) {
    Duration slow = thresholds(database).slow();
    HeldConnections connections = held.get(database);
    if (slow.isZero() && connections == null) {
      return dataSource;
    }
    ProxyDataSourceBuilder proxy = ProxyDataSourceBuilder.create(dataSource);
    if (!slow.isZero()) {
      SlowQueries queries = new SlowQueries(slow.toNanos());
      proxy.jdbcProxyFactory(queries).proxyResultSet().methodListener(queries);
      proxy.listener(new SlowStatements(database, slow.toMillis(), queries));
    }
    if (connections != null) {
      proxy.listener(connections);
    }
    return proxy.build();
  }

  @Override
  public void closed(Database database) {
    held.remove(database);
  }
}
