package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;

/** A pool over a fake driver, as an injector gives it to a service, and what closes it. */
final class TestPool {

  final FakeDataSource driver;
  final LifecycleRegistry registry;
  final DataSource db;

  private TestPool(FakeDataSource driver, Duration drain, FakeModule module) {
    this.driver = driver;
    this.registry = new LifecycleRegistry(drain);
    Injector injector = Guice.createInjector(LifecycleModule.using(registry), module);
    this.db = injector.getInstance(SqlTokens.defaults().dbKey());
  }

  /** A pool of some connections, none of which is opened before it is asked for. */
  static TestPool of(int connections, Duration drain, FakeDataSource driver) {
    return new TestPool(
        driver,
        drain,
        FakeModule.over(
            driver,
            "FAKE_MAX_OPEN_CONNS",
            Integer.toString(connections),
            "FAKE_MAX_IDLE_CONNS",
            "0"));
  }

  static TestPool of(int connections, Duration drain) {
    return of(connections, drain, new FakeDataSource());
  }

  Connection borrow() throws Exception {
    return db.getConnection();
  }
}
