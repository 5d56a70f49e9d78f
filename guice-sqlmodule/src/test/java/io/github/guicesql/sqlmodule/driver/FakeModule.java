package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A driver module whose connections come from a data source that a test controls. */
public final class FakeModule extends DriverModule {

  private final DataSource source;

  public FakeModule(SqlOptions options, DataSource source) {
    super("fake", Dialect.MYSQL, options, List.of(MAX_IDLE_CONNS, CONN_MAX_LIFETIME));
    this.source = source;
  }

  /** The default database with some values as key, value, … */
  public static FakeModule over(DataSource source, String... keysAndValues) {
    return new FakeModule(SqlOptions.defaults().withConfig(config(keysAndValues)), source);
  }

  public static ConfigSource config(String... keysAndValues) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ConfigSource.map(values);
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
    return new DriverHandle() {
      @Override
      protected Connection open(@Nullable Credentials credentials) throws SQLException {
        return source.getConnection();
      }

      @Override
      protected void close() throws Exception {
        if (source instanceof AutoCloseable closeable) {
          closeable.close();
        }
      }

      @Override
      public String toString() {
        return "fake";
      }
    };
  }

  @Override
  protected Object state() {
    return source;
  }
}
