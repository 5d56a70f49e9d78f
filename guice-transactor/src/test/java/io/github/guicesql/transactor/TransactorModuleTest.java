package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.base.Throwables;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.DatabaseObserver.Outcome;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.AliasModule;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the module fits an injector, and data sources that others bind. */
final class TransactorModuleTest {

  private static final SqlTokens DEFAULT = SqlTokens.defaults();
  private static final SqlTokens REPORTS = SqlTokens.named("reports");

  private final LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  private static Module memory(String name) {
    return new SqliteModule(
        SqlOptions.named(name)
            .withConfig(
                ConfigSource.map(
                    Map.of("sqlite.path", ":memory:", "sqlite.reports.path", ":memory:"))));
  }

  private Injector injector(Module... modules) {
    return Guice.createInjector(
        Stage.PRODUCTION, LifecycleModule.using(registry), Modules.combine(modules));
  }

  private static void create(Injector injector, SqlTokens database) throws SQLException {
    try (Connection connection = injector.getInstance(database.dbKey()).getConnection()) {
      Service.execute(connection, "create table t (n int primary key)");
    }
  }

  private static void insert(DataSource dataSource, int n) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      Service.execute(connection, "insert into t values (" + n + ")");
    }
  }

  private static String count(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return Service.query(connection, "select count(*) from t");
    }
  }

  private static HikariDataSource h2() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:");
    config.setMaximumPoolSize(1);
    return new HikariDataSource(config);
  }

  @Test
  void theTokensAreReservedAndReadable() {
    assertThat(Transactor.key(DEFAULT))
        .isEqualTo(Key.get(Transactor.class, Names.named("database.transactor")));
    assertThat(Transactor.key(REPORTS))
        .isEqualTo(Key.get(Transactor.class, Names.named("database.reports.transactor")));
    assertThat(SqlTokens.isReserved("transactor")).isTrue();
    assertThat(new TransactorModule(REPORTS))
        .isEqualTo(new TransactorModule(SqlTokens.named("reports")))
        .isNotEqualTo(new TransactorModule())
        .hasToString("TransactorModule(database.reports.transactor)");
  }

  @Test
  void nothingIsBuiltBeforeItIsInjectedAndEqualModulesAreOne() {
    Injector injector = injector(memory(""), new TransactorModule(), new TransactorModule());
    Database database = injector.getInstance(Databases.class).all().get(0);
    assertThat(database.state()).isEqualTo(Database.State.DECLARED);
    injector.getInstance(Transactor.key(DEFAULT));
    assertThat(database.state()).isEqualTo(Database.State.BUILT);
  }

  @Test
  void everyInjectedTransactorHasTheSameTransactions() throws SQLException {
    Injector injector = injector(memory(""), new TransactorModule());
    create(injector, DEFAULT);
    DataSource db = injector.getInstance(DEFAULT.dbKey());
    Transactor one = injector.getInstance(Transactor.key(DEFAULT));
    Transactor other = injector.getInstance(Transactor.key(DEFAULT));
    one.inTransaction(
        () -> {
          insert(db, 1);
          assertThat(other.isInTransaction()).isTrue();
          other.inTransaction(() -> insert(db, 2));
          one.current().setRollbackOnly();
        });
    assertThat(count(db)).isEqualTo("0");
    assertThat(one.with(TransactionOptions.defaults().withName("x")).options().name())
        .isEqualTo("x");
    assertThat(one).hasToString("database.db");
  }

  @Test
  void eachDatabaseHasItsOwnTransactions() throws SQLException {
    Injector injector =
        injector(
            memory(""), memory("reports"), new TransactorModule(), new TransactorModule(REPORTS));
    create(injector, DEFAULT);
    create(injector, REPORTS);
    DataSource db = injector.getInstance(DEFAULT.dbKey());
    DataSource reports = injector.getInstance(REPORTS.dbKey());
    Transactor outer = injector.getInstance(Transactor.key(DEFAULT));
    Transactor inner = injector.getInstance(Transactor.key(REPORTS));
    outer.inTransaction(
        () -> {
          insert(db, 1);
          assertThat(inner.isInTransaction()).isFalse();
          inner.inTransaction(() -> insert(reports, 1));
          outer.current().setRollbackOnly();
        });
    assertThat(count(db)).isEqualTo("0");
    assertThat(count(reports)).isEqualTo("1");
  }

  @Test
  void anAliasJoins() throws SQLException {
    Injector injector =
        injector(
            memory(""),
            new TransactorModule(),
            AliasModule.dataSource(Key.get(DataSource.class), DEFAULT));
    create(injector, DEFAULT);
    DataSource alias = injector.getInstance(DataSource.class);
    Transactor transactor = injector.getInstance(Transactor.key(DEFAULT));
    transactor.inTransaction(
        () -> {
          insert(alias, 1);
          transactor.current().setRollbackOnly();
        });
    assertThat(count(alias)).isEqualTo("0");
  }

  @Test
  void aDataSourceThatDoesNotJoinServesOnlyThoseWhoAreGivenTheConnection() throws SQLException {
    try (HikariDataSource pool = h2()) {
      Module foreign =
          new AbstractModule() {
            @Override
            protected void configure() {
              bind(DEFAULT.dbKey()).toInstance(pool);
              bind(DEFAULT.dialectKey()).toInstance(Dialect.of("h2"));
            }
          };
      Injector injector = injector(foreign, new TransactorModule());
      create(injector, DEFAULT);
      Transactor transactor = injector.getInstance(Transactor.key(DEFAULT));
      assertThatThrownBy(() -> transactor.inTransaction(() -> "never"))
          .isInstanceOf(TransactionException.class)
          .hasMessageContaining("withListeners()")
          .hasMessageContaining("withConnection")
          .extracting(thrown -> ((TransactionException) thrown).reason())
          .isEqualTo(Reason.NOT_JOINED);
      transactor.useConnection(
          outer -> {
            Service.execute(outer, "insert into t values (1)");
            assertThatThrownBy(() -> transactor.inTransaction(() -> "never"))
                .hasMessageContaining("does not join");
            assertThatThrownBy(
                    () ->
                        transactor.useConnection(
                            nested -> {
                              Service.execute(nested, "insert into t values (2)");
                              throw new IllegalStateException("nested");
                            }))
                .hasMessage("nested");
          });
      assertThat(count(pool)).isEqualTo("1");
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  /** A data source of a service's own may throw anything. */
  @ParameterizedTest
  @ValueSource(classes = {SQLException.class, IllegalStateException.class, LinkageError.class})
  void anObserverLearnsOfATransactionThatDidNotBegin(Class<? extends Throwable> type)
      throws Exception {
    Throwable failure = type.getConstructor(String.class).newInstance("no connection today");
    DataSource broken =
        new HikariDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            Throwables.throwIfInstanceOf(failure, SQLException.class);
            Throwables.throwIfUnchecked(failure);
            throw new AssertionError(failure);
          }
        };
    List<Outcome> outcomes = new ArrayList<>();
    DatabaseListener listener =
        new DatabaseListener() {
          @Override
          public Optional<DatabaseObserver> observer(Database database) {
            return Optional.of(
                new DatabaseObserver() {
                  @Override
                  public void transactionEnded(String name, Outcome outcome, long nanos) {
                    outcomes.add(outcome);
                  }
                });
          }
        };
    Injector injector =
        injector(
            ExistingDataSourceModule.of(broken, DEFAULT, Dialect.H2).withListeners(),
            new TransactorModule(),
            binder ->
                Multibinder.newSetBinder(binder, DatabaseListener.class)
                    .addBinding()
                    .toInstance(listener));
    Transactor transactor = injector.getInstance(Transactor.key(DEFAULT));

    Throwable thrown = catchThrowable(() -> transactor.inTransaction(() -> "never"));

    assertThat(Stream.of(thrown, thrown.getCause())).contains(failure);
    assertThat(outcomes).containsExactly(Outcome.NOT_BEGUN);
  }

  @Test
  void anExistingDataSourceJoinsOnRequest() throws SQLException {
    for (boolean joins : new boolean[] {false, true}) {
      try (HikariDataSource pool = h2()) {
        ExistingDataSourceModule existing =
            ExistingDataSourceModule.of(pool, DEFAULT, Dialect.of("h2"));
        Injector injector =
            injector(joins ? existing.withListeners() : existing, new TransactorModule());
        create(injector, DEFAULT);
        DataSource db = injector.getInstance(DEFAULT.dbKey());
        Transactor transactor = injector.getInstance(Transactor.key(DEFAULT));
        if (joins) {
          // The pool has one connection, which both calls must share.
          transactor.inTransaction(
              () -> {
                insert(db, 1);
                insert(db, 2);
              });
          assertThat(count(db)).isEqualTo("2");
        } else {
          assertThatThrownBy(() -> transactor.inTransaction(() -> insert(db, 1)))
              .isInstanceOf(TransactionException.class);
        }
      }
    }
  }

  @Test
  void aDatabaseThatATestReplacesDoesNotJoinAndSaysSo() {
    try (HikariDataSource pool = h2()) {
      Injector injector =
          injector(
              Modules.override(memory(""), new TransactorModule())
                  .with(binder -> binder.bind(DEFAULT.dbKey()).toInstance(pool)));
      Transactor transactor = injector.getInstance(Transactor.key(DEFAULT));
      assertThatThrownBy(() -> transactor.inTransaction(() -> "never"))
          .hasMessageContaining("does not join");
      assertThat(transactor.<String, RuntimeException>withConnection(connection -> "given"))
          .isEqualTo("given");
    }
  }

  /** An injector whose pool lends connections without auto-commit, with an empty table. */
  private Injector withoutAutoCommit() throws SQLException {
    Injector injector =
        injector(
            new SqliteModule(
                SqlOptions.defaults()
                    .withConfig(
                        ConfigSource.map(
                            Map.of("sqlite.path", ":memory:", "sqlite.auto-commit", "false")))),
            new TransactorModule());
    try (Connection connection = injector.getInstance(DEFAULT.dbKey()).getConnection()) {
      Service.execute(connection, "create table t (n int)");
      connection.commit();
    }
    return injector;
  }

  private static String rows(Injector injector) throws SQLException {
    try (Connection connection = injector.getInstance(DEFAULT.dbKey()).getConnection()) {
      assertThat(connection.getAutoCommit()).isFalse();
      return Service.query(connection, "select group_concat(n, ' ') from t");
    }
  }

  @Test
  void withoutAutoCommitATransactionOfTheBorrowersOwnIsNested() throws SQLException {
    Injector injector = withoutAutoCommit();
    DataSource db = injector.getInstance(DEFAULT.dbKey());
    injector
        .getInstance(Transactor.key(DEFAULT))
        .inTransaction(
            () -> {
              try (Connection connection = db.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
                Service.execute(connection, "insert into t values (1)");
                connection.commit();
                Service.execute(connection, "insert into t values (2)");
              }
              try (Connection connection = db.getConnection()) {
                Service.execute(connection, "insert into t values (3)");
                connection.rollback();
              }
              try (Connection connection = db.getConnection()) {
                connection.setAutoCommit(false);
                Service.execute(connection, "insert into t values (4)");
              }
            });
    assertThat(rows(injector)).isEqualTo("1");
  }

  @Test
  void withoutAutoCommitWorkThatCommitsNothingItselfIsTheTransactions() throws SQLException {
    Injector injector = withoutAutoCommit();
    DataSource db = injector.getInstance(DEFAULT.dbKey());
    Transactor transactor = injector.getInstance(Transactor.key(DEFAULT));
    transactor.useConnection(connection -> Service.execute(connection, "insert into t values (1)"));
    transactor.inTransaction(
        () -> {
          try (Connection connection = db.getConnection()) {
            Service.execute(connection, "insert into t values (2)");
          }
          Connection kept = db.getConnection();
          Service.execute(kept, "insert into t values (3)");
        });
    transactor.inTransaction(
        () -> {
          try (Connection connection = db.getConnection()) {
            Service.execute(connection, "insert into t values (4)");
          }
          transactor.current().setRollbackOnly();
        });
    assertThat(rows(injector)).isEqualTo("1 2 3");
  }

  @Test
  void withoutAutoCommitAConnectionMayBeUsedInANestedCallFirst() throws SQLException {
    Injector injector = withoutAutoCommit();
    Transactor transactor = injector.getInstance(Transactor.key(DEFAULT));
    transactor.useConnection(
        connection -> {
          transactor.useConnection(
              inner -> Service.execute(connection, "insert into t values (1)"));
          transactor.inTransaction(
              () -> {
                Service.execute(connection, "insert into t values (2)");
                transactor.current().setRollbackOnly();
              });
          connection.commit();
          transactor.useConnection(
              inner -> Service.execute(connection, "insert into t values (3)"));
          connection.commit();
        });
    assertThat(rows(injector)).isEqualTo("1 3");
  }

  @Test
  void withoutAutoCommitConnectionsMayBeClosedInAnyOrder() throws SQLException {
    Injector injector = withoutAutoCommit();
    DataSource db = injector.getInstance(DEFAULT.dbKey());
    injector
        .getInstance(Transactor.key(DEFAULT))
        .inTransaction(
            () -> {
              Connection first = db.getConnection();
              Service.execute(first, "insert into t values (1)");
              Connection second = db.getConnection();
              Service.execute(second, "insert into t values (2)");
              first.close();
              Service.execute(second, "insert into t values (3)");
              second.commit();
              try (Connection third = db.getConnection()) {
                Service.execute(third, "insert into t values (4)");
              }
              second.close();
            });
    assertThat(rows(injector)).isEqualTo("1 2 3 4");
  }
}
