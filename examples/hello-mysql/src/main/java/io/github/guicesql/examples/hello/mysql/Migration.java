package io.github.guicesql.examples.hello.mysql;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Module;
import io.github.guicesql.examples.hello.mysql.contract.ContractGreetingModule;
import io.github.guicesql.examples.hello.mysql.legacy.DatabaseModule;
import io.github.guicesql.examples.hello.mysql.legacy.GreetingModule;
import io.github.guicesql.examples.hello.mysql.portable.PortableGreetingModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.AliasModule;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.Map;
import javax.sql.DataSource;

/** Assembles the service at each step of {@code docs/guides/migrating.md}. */
final class Migration {

  private final LifecycleRegistry registry;
  private final Map<String, String> environment;
  private final SqlOptions options;

  /**
   * Uses the same environment for the old service and the new modules.
   *
   * @param registry closes what each step opens, except the old service's own pool
   */
  Migration(LifecycleRegistry registry, Map<String, String> environment) {
    this.registry = registry;
    this.environment = environment;
    this.options = SqlOptions.defaults().withConfig(ConfigSource.map(environment));
  }

  Module at(Step step) {
    return switch (step) {
      case LEGACY -> this::legacy;
      case EXISTING -> this::existing;
      case ALIASES -> this::aliases;
      case CONTRACT -> this::contract;
      case PORTABLE -> this::portable;
      case SQLITE -> this::sqlite;
    };
  }

  /** Installs the service as it was. */
  private void legacy(Binder binder) {
    binder.install(new DatabaseModule(environment));
    binder.install(new GreetingModule());
  }

  /** Keeps the service's own pool, which portable features can use. */
  private void existing(Binder binder) {
    binder.install(LifecycleModule.using(registry));
    binder.install(new DatabaseModule(environment));
    binder.install(
        ExistingDataSourceModule.of(Key.get(DataSource.class), SqlTokens.defaults(), Dialect.MYSQL)
            .closedByRegistry()
            .withListeners());
    binder.install(new PortableGreetingModule());
  }

  /** Uses the module's pool, without changes to any class of the old service. */
  private void aliases(Binder binder) {
    binder.install(LifecycleModule.using(registry));
    binder.install(new MysqlModule(options));
    binder.install(AliasModule.dataSource(Key.get(DataSource.class), SqlTokens.defaults()));
    binder.install(new GreetingModule());
  }

  /** Uses a class that injects the contract's key. */
  private void contract(Binder binder) {
    binder.install(LifecycleModule.using(registry));
    binder.install(new MysqlModule(options));
    binder.install(new ContractGreetingModule());
  }

  /** Uses features whose SQL runs on every database. */
  private void portable(Binder binder) {
    binder.install(LifecycleModule.using(registry));
    binder.install(new MysqlModule(options));
    binder.install(new PortableGreetingModule());
  }

  /** Uses the same features on another database. */
  private void sqlite(Binder binder) {
    binder.install(LifecycleModule.using(registry));
    binder.install(new SqliteModule(options));
    binder.install(new PortableGreetingModule());
  }
}
