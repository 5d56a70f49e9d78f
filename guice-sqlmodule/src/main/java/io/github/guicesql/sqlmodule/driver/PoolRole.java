package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.internal.migration.MigrationList;
import org.jspecify.annotations.Nullable;

/**
 * What a pool of a driver module is for: the database itself, or its reader.
 *
 * @param tokens the tokens by which the pool's data source is injected
 */
record PoolRole(DriverModule driver, SqlTokens tokens) {

  /** The role of the pool that reads and writes. */
  static PoolRole ofDatabase(DriverModule driver) {
    return new PoolRole(driver, driver.database());
  }

  /** The role of the pool that only reads. */
  static PoolRole ofReader(DriverModule driver) {
    return new PoolRole(driver, driver.database().reader());
  }

  boolean isReader() {
    return tokens.isReader();
  }

  /** Returns the values for a pool of this role. */
  ConfigValues in(ConfigValues shared) {
    if (!driver.options().hasReader()) {
      return shared;
    }
    return isReader() ? ReaderValues.of(driver, shared) : ReaderValues.removedFrom(driver, shared);
  }

  /** Returns the migrations that run before the pool's first connection is lent. */
  MigrationList in(MigrationList all, ConfigValues values) {
    String mode = values.find(DriverModule.MIGRATION_MODE).orElse("");
    return mode.equals(DriverModule.SKIP) || isReader() ? MigrationList.NONE : all;
  }

  /** Creates an error that names the driver and the token; the problem has no secret. */
  SqlBuildException failure(BuildStage stage, String problem, @Nullable Throwable cause) {
    return new SqlBuildException(driver.prefix(), tokens.db(), stage, problem, cause);
  }

  /** Returns the typed error for what a step of the build has thrown. */
  RuntimeException typed(String problem, Throwable thrown) {
    if (thrown instanceof SqlModuleException typed) {
      return typed;
    }
    return thrown instanceof LinkageError missing
        ? unfit(missing)
        : failure(BuildStage.OPEN, problem + "; the cause says why.", thrown);
  }

  /**
   * Creates the error for a library on the class path that is not the version this class was
   * compiled against.
   */
  SqlBuildException unfit(LinkageError missing) {
    return failure(
        BuildStage.OPEN,
        "A library on the class path is missing or too old, and the database was not asked: "
            + missing
            + ". HikariCP has to be 5.0.1 or newer, and the JDBC driver one that the guide names.",
        missing);
  }
}
