package io.github.guicesql.examples.hello.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.persist.PersistService;
import com.google.inject.persist.UnitOfWork;
import com.google.inject.persist.jpa.JpaPersistModule;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.examples.hello.mysql.portable.PortableGreetingModule;
import io.github.guicesql.examples.users.AuditSchema;
import io.github.guicesql.examples.users.UsersSchema;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.util.Map;
import javax.persistence.EntityManager;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service with Guice Persist beside portable features, on one pool. */
final class GuicePersistTest {

  private static final String DATA_SOURCE = "javax.persistence.nonJtaDataSource";

  private final TestDatabase database = MariaDbServer.shared().createDatabase();
  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final HikariDataSource pool = new HikariDataSource();

  @AfterEach
  void close() {
    registry.close();
    pool.close();
    database.close();
  }

  private void before(Binder binder) {
    binder.install(new JpaPersistModule("hello").properties(Map.of(DATA_SOURCE, pool)));
  }

  private void offered(Binder binder) {
    binder.install(LifecycleModule.using(registry));
    binder.install(new JpaPersistModule("hello").properties(Map.of(DATA_SOURCE, pool)));
    binder.install(
        ExistingDataSourceModule.of(pool, SqlTokens.defaults(), Dialect.MYSQL)
            .closedByRegistry()
            .withListeners());
    binder.install(new PortableGreetingModule());
  }

  private Injector handedToPersist() {
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(ConfigSource.map(Map.of("MYSQL_DSN", HelloMysql.dsn(database))))
            // What a child injector contributes comes too late for its parent's database.
            .withMigration(new AuditSchema(Dialect.MYSQL))
            .withMigration(new UsersSchema(Dialect.MYSQL));
    Injector databases =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new MysqlModule(options),
            new PortableGreetingModule());
    DataSource db = databases.getInstance(SqlTokens.defaults().dbKey());
    return databases.createChildInjector(
        new JpaPersistModule("hello").properties(Map.of(DATA_SOURCE, db)));
  }

  private static Object ask(Injector injector, String sql) {
    PersistService jpa = injector.getInstance(PersistService.class);
    UnitOfWork work = injector.getInstance(UnitOfWork.class);
    jpa.start();
    work.begin();
    try {
      return injector.getInstance(EntityManager.class).createNativeQuery(sql).getSingleResult();
    } finally {
      work.end();
      jpa.stop();
    }
  }

  @Test
  void persistRunsAsItWas() {
    pool.setJdbcUrl(HelloMysql.dsn(database));

    assertThat(ask(Guice.createInjector(this::before), "SELECT database()"))
        .isEqualTo(database.database());
  }

  @Test
  void featuresUseThePoolThatPersistHas() throws Exception {
    pool.setJdbcUrl(HelloMysql.dsn(database));
    Injector injector = Guice.createInjector(this::offered);

    injector.getInstance(Greeter.class).greet("Ada");

    assertThat(ask(injector, "SELECT name FROM users")).isEqualTo("Ada");
    assertThat(injector.getInstance(SqlTokens.defaults().dbKey()).unwrap(HikariDataSource.class))
        .isSameAs(pool);
    assertThat(pool.isClosed()).isFalse();
    registry.close();
    assertThat(pool.isClosed()).isTrue();
  }

  @Test
  void persistUsesThePoolThatTheModuleHas() throws Exception {
    Injector injector = handedToPersist();

    injector.getInstance(Greeter.class).greet("Ada");

    assertThat(ask(injector, "SELECT name FROM users")).isEqualTo("Ada");
    assertThat(injector.getInstance(Greeter.class).greet("Ada")).isEqualTo(2);
  }
}
