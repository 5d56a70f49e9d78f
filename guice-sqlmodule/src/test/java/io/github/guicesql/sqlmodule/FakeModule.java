package io.github.guicesql.sqlmodule;

import com.zaxxer.hikari.HikariConfig;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A driver module whose connections come from a data source that a test controls. */
final class FakeModule extends DriverModule {

  private final DataSource source;

  FakeModule(SqlOptions options, DataSource source) {
    super("fake", Dialect.MYSQL, options, List.of(MAX_IDLE_CONNS, CONN_MAX_LIFETIME));
    this.source = source;
  }

  /** The default database with some values as key, value, … */
  static FakeModule over(DataSource source, String... keysAndValues) {
    return new FakeModule(SqlOptions.defaults().withConfig(config(keysAndValues)), source);
  }

  static ConfigSource config(String... keysAndValues) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ConfigSource.map(values);
  }

  @Override
  protected void configurePool(ConfigValues values, HikariConfig pool) {
    pool.setDataSource(source);
  }
}
