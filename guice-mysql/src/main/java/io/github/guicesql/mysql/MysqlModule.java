package io.github.guicesql.mysql;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.ConfigValues;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.DriverModule;
import io.github.guicesql.sqlmodule.InvalidValueException;
import io.github.guicesql.sqlmodule.Setting;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.internal.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.UnusableParametersException;
import java.util.List;

/** A MySQL or MariaDB database. */
public final class MysqlModule extends DriverModule {

  static final Setting<MysqlParameters> DSN =
      Setting.of(
              "dsn",
              MysqlParameters.class,
              MysqlModule::parse,
              "where the database is, such as user:password@tcp(host:3306)/name")
          .required()
          .secret();

  /** The default database, configured by the environment. */
  public MysqlModule() {
    this(SqlOptions.defaults());
  }

  /** The database that the options name, configured as they say. */
  public MysqlModule(SqlOptions options) {
    super("mysql", Dialect.MYSQL, options, List.of(DSN, MAX_IDLE_CONNS, CONN_MAX_LIFETIME));
  }

  @Override
  protected void configurePool(ConfigValues values, HikariConfig pool) {
    pool.setDataSource(new MysqlDataSource(values.get(DSN), pool.getPoolName()));
  }

  private static MysqlParameters parse(String text) throws InvalidValueException {
    try {
      return MysqlParameters.of(MysqlDsn.parse(text));
    } catch (DsnSyntaxException e) {
      throw e.asInvalidValue();
    } catch (UnusableParametersException e) {
      throw e.asInvalidValue();
    }
  }
}
