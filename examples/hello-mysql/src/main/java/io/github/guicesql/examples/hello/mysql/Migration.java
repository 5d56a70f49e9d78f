package io.github.guicesql.examples.hello.mysql;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import io.github.guicesql.examples.hello.mysql.contract.ContractGreetingModule;
import io.github.guicesql.examples.hello.mysql.legacy.DatabaseModule;
import io.github.guicesql.examples.hello.mysql.legacy.GreetingModule;
import io.github.guicesql.examples.hello.mysql.portable.PortableGreetingModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.AliasModule;
import io.github.guicesql.sqlmodule.ConfigSource;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.LifecycleModule;
import io.github.guicesql.sqlmodule.LifecycleRegistry;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.util.Map;
import javax.sql.DataSource;

/** The service as it is put together at each step of {@code docs/guides/migrating.md}. */
final class Migration {

  private final LifecycleRegistry registry;
  private final Map<String, String> environment;
  private final SqlOptions options;

  /**
   * The same environment for the old service and the new modules.
   *
   * @param registry closes what each step opens, but for the old service's own pool
   */
  Migration(LifecycleRegistry registry, Map<String, String> environment) {
    this.registry = registry;
    this.environment = environment;
    this.options = SqlOptions.defaults().withConfig(ConfigSource.map(environment));
  }

  /** The service as it was. */
  Injector legacy() {
    return Guice.createInjector(new DatabaseModule(environment), new GreetingModule());
  }

  /** The pool is still the service's, but portable features can use it. */
  Injector existing() {
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new DatabaseModule(environment),
        ExistingDataSourceModule.of(Key.get(DataSource.class), SqlTokens.defaults(), Dialect.MYSQL)
            .closedByRegistry(),
        new PortableGreetingModule());
  }

  /** The pool is the module's, and no class of the old service is changed. */
  Injector aliases() {
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new MysqlModule(options),
        AliasModule.dataSource(Key.get(DataSource.class), SqlTokens.defaults()),
        new GreetingModule());
  }

  /** The class injects the contract's key. */
  Injector contract() {
    return Guice.createInjector(
        LifecycleModule.using(registry), new MysqlModule(options), new ContractGreetingModule());
  }

  /** The SQL is that of features which know every database. */
  Injector portable() {
    return Guice.createInjector(
        LifecycleModule.using(registry), new MysqlModule(options), new PortableGreetingModule());
  }

  /** The same on another database. */
  Injector sqlite() {
    return Guice.createInjector(
        LifecycleModule.using(registry), new SqliteModule(options), new PortableGreetingModule());
  }
}
