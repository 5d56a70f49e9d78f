package io.github.guicesql.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.name.Names;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.legacy.AliasModule;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.lang.annotation.Annotation;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service relies on, whichever annotations it injects with. */
abstract class ConsumerContract {

  private static final SqlTokens DEFAULT = SqlTokens.defaults();

  /** A class of the service: what it was injected with. */
  interface Consumer {
    DataSource db();

    /** By a provider. */
    DataSource provided();

    Dialect dialect();
  }

  /** A class of the service from before: the keys it has always injected, by itself and provider. */
  interface LegacyConsumer {
    List<DataSource> unannotated();

    List<DataSource> named();

    List<DataSource> qualified();

    DataSource qualifiedWithValue();
  }

  private final LifecycleRegistry registry = new LifecycleRegistry();

  /** Classes that are injected with the contract's keys: by constructor, fields, methods. */
  abstract List<Class<? extends Consumer>> consumers();

  /** One that is a singleton by its annotation. */
  abstract Class<? extends Consumer> singleton();

  abstract Class<? extends LegacyConsumer> legacyConsumer();

  abstract Class<? extends Annotation> qualifier();

  /** The annotation at {@link LegacyConsumer#qualifiedWithValue()}. */
  abstract Annotation qualifierWithValue() throws Exception;

  /** Binds the key to a provider of the pool, as a singleton. */
  abstract Module legacyPool(Key<DataSource> key, HikariDataSource pool);

  @AfterEach
  void close() {
    registry.close();
  }

  private Injector inject(Stage stage, Module... modules) {
    return Guice.createInjector(
        stage,
        binder -> {
          binder.install(LifecycleModule.using(registry));
          for (Module module : modules) {
            binder.install(module);
          }
        });
  }

  private static Module database(SqlTokens database) {
    return new SqliteModule(
        SqlOptions.defaults()
            .withName(database.name())
            .withConfig(
                ConfigSource.map(
                    Map.of("sqlite.path", ":memory:", "sqlite.orders.path", ":memory:"))));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void consumersGetTheContractsKeys(Stage stage) throws Exception {
    Injector injector = inject(stage, database(DEFAULT), strict());

    for (Class<? extends Consumer> type : consumers()) {
      Consumer consumer = injector.getInstance(type);
      assertThat(consumer.db())
          .as(type.getName())
          .isSameAs(injector.getInstance(DEFAULT.dbKey()))
          .isSameAs(consumer.provided());
      assertThat(consumer.dialect()).isEqualTo(Dialect.SQLITE);
      try (Connection connection = consumer.db().getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
  }

  private Module strict() {
    return binder -> {
      binder.requireExplicitBindings();
      binder.requireExactBindingAnnotations();
      binder.disableCircularProxies();
      consumers().forEach(binder::bind);
    };
  }

  @Test
  void consumersSingletonIsOneAndEagerInProduction() {
    Injector injector =
        inject(Stage.PRODUCTION, database(DEFAULT), binder -> binder.bind(singleton()));
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");

    assertThat(injector.getInstance(singleton())).isSameAs(injector.getInstance(singleton()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void legacyKeysAreAliases(Stage stage) throws Exception {
    SqlTokens orders = SqlTokens.named("orders");
    Injector injector =
        inject(
            stage,
            database(DEFAULT),
            database(orders),
            AliasModule.dataSource(Key.get(DataSource.class), DEFAULT),
            AliasModule.dataSource(Key.get(DataSource.class, Names.named("mysql")), DEFAULT),
            AliasModule.dataSource(Key.get(DataSource.class, qualifier()), DEFAULT),
            AliasModule.dataSource(Key.get(DataSource.class, qualifierWithValue()), orders));
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

    LegacyConsumer legacy = injector.getInstance(legacyConsumer());

    DataSource db = injector.getInstance(DEFAULT.dbKey());
    assertThat(legacy.unannotated()).containsExactly(db, db);
    assertThat(legacy.named()).containsExactly(db, db);
    assertThat(legacy.qualified()).containsExactly(db, db);
    assertThat(legacy.qualifiedWithValue()).isSameAs(injector.getInstance(orders.dbKey()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void poolOfTheServicesOwnIsOfferedAndHandedOver(Stage stage) {
    HikariDataSource pool = new HikariDataSource();
    Key<DataSource> key = Key.get(DataSource.class, qualifier());
    Injector injector =
        inject(
            stage,
            legacyPool(key, pool),
            ExistingDataSourceModule.of(key, DEFAULT, Dialect.MYSQL).closedByRegistry());

    for (Class<? extends Consumer> type : consumers()) {
      Consumer consumer = injector.getInstance(type);
      assertThat(consumer.db()).isSameAs(pool).isSameAs(consumer.provided());
      assertThat(consumer.dialect()).isEqualTo(Dialect.MYSQL);
    }
    registry.close();

    assertThat(pool.isClosed()).isTrue();
  }
}
