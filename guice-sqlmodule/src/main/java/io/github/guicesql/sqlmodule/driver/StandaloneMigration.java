package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.internal.listeners.Listeners;
import io.github.guicesql.sqlmodule.internal.migration.MigrationList;
import java.util.List;

/** Migrates a driver module's database outside any injector of a service. */
final class StandaloneMigration {

  private StandaloneMigration() {}

  /** Runs the options' migrations and the given ones, and closes what was opened. */
  static void run(DriverModule driver, List<Migration> contributed) {
    // Only a service's own configuration module has anything to bind here.
    Injector environment =
        driver.options().configModule().map(Guice::createInjector).orElseGet(Guice::createInjector);
    PoolRole role = PoolRole.ofDatabase(driver);
    ConfigValues values = role.in(new DriverConfig(driver, List.of(), environment).read());
    PoolFactory pools =
        new PoolFactory(
            role,
            new InstalledDatabase(role),
            Listeners.NONE,
            MigrationList.of(driver.options(), contributed));
    try (ManagedDataSource managed = pools.create(values, null)) {
      managed.migrate();
    }
  }
}
