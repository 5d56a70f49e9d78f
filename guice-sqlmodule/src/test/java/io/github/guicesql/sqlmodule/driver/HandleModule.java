package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import java.util.List;

/** A driver module over a handle that a test has made. */
final class HandleModule extends DriverModule {

  private final DriverHandle handle;

  HandleModule(SqlOptions options, DriverHandle handle) {
    super("fake", Dialect.MYSQL, options, List.of(MAX_IDLE_CONNS, CONN_MAX_LIFETIME));
    this.handle = handle;
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
    return handle;
  }
}
