package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.MigrationResult;
import io.github.guicesql.sqlmodule.PoolUse;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.Statistic;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.internal.health.Answer;
import io.github.guicesql.sqlmodule.internal.health.Finding;
import io.github.guicesql.sqlmodule.internal.health.Probe;
import io.github.guicesql.sqlmodule.internal.listeners.Listeners;
import io.github.guicesql.sqlmodule.internal.migration.MigrationResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database that a driver module has installed. It reads its state from the data source and keeps
 * none of its own.
 */
final class InstalledDatabase implements Database {

  private final PoolRole role;
  private final DriverModule driver;
  private volatile @Nullable ManagedDataSource dataSource;
  private volatile List<EffectiveValue> values = List.of();
  private volatile @Nullable Supplier<List<Migration>> migrations;
  private volatile Listeners listeners = Listeners.NONE;
  private volatile DatabaseObserver observer = DatabaseObserver.NONE;
  private final MigrationResults migrationResults = new MigrationResults();

  InstalledDatabase(PoolRole role) {
    this.role = role;
    driver = role.driver();
  }

  void declared(Supplier<List<Migration>> newMigrations) {
    migrations = newMigrations;
  }

  void observedBy(Listeners newListeners) {
    listeners = newListeners;
  }

  /** Sets where events are published, when the pool is made. */
  void publishesTo(DatabaseObserver newObserver) {
    observer = newObserver;
  }

  void migrated(MigrationResult result) {
    migrationResults.add(result);
    observer.migrated(result.name(), result.failed(), result.took().toNanos());
  }

  /** Sets the values in force, when the pool is made. */
  void values(List<EffectiveValue> newValues) {
    values = newValues;
  }

  void built(ManagedDataSource newDataSource) {
    dataSource = newDataSource;
  }

  /** The pool, while there is one. */
  @Nullable ManagedDataSource dataSource() {
    return dataSource;
  }

  /** The first connection is open. */
  void started() {
    listeners.started(this);
  }

  /** The pool and its connections are closed. */
  void closed() {
    listeners.closed(this);
  }

  /** Undoes {@link #built} after a failure: the next injection builds it anew. */
  void notBuilt() {
    dataSource = null;
    values = List.of();
  }

  @Override
  public SqlTokens tokens() {
    return role.tokens();
  }

  @Override
  public Dialect dialect() {
    return driver.dialect();
  }

  @Override
  public String driver() {
    return driver.prefix();
  }

  @Override
  public String source() {
    return driver.options().configDescription();
  }

  @Override
  public State state() {
    ManagedDataSource built = dataSource;
    if (built == null) {
      return State.DECLARED;
    }
    if (built.isClosing()) {
      return State.CLOSED;
    }
    return built.isStarted() ? State.STARTED : State.BUILT;
  }

  @Override
  public String poolName() {
    ManagedDataSource built = dataSource;
    return built == null ? tokens().db() : built.toString();
  }

  @Override
  public List<String> servers() {
    ManagedDataSource built = dataSource;
    return built == null || built.isClosing() ? List.of() : built.handle().servers();
  }

  @Override
  public List<String> extensions() {
    List<String> extensions = new ArrayList<>(listeners.names());
    driver
        .options()
        .poolHooks()
        .forEach(hook -> extensions.add(Listeners.named("pool hook", hook)));
    driver.options().decorators().forEach(one -> extensions.add(Listeners.named("decorator", one)));
    return extensions;
  }

  @Override
  public Optional<PoolUse> pool() {
    ManagedDataSource built = dataSource;
    return built == null ? Optional.empty() : built.use();
  }

  @Override
  public Supplier<Health> health(Duration limit) {
    Probe.checkLimit(limit);
    long since = System.nanoTime();
    ManagedDataSource built = dataSource;
    Supplier<Answer> answer =
        built == null ? Answer.given(Finding.NOT_STARTED) : built.health(limit);
    return () -> answer.get().of(this, since);
  }

  @Override
  public List<EffectiveValue> values() {
    return dataSource == null ? List.of() : values;
  }

  @Override
  public List<Migration> migrations() {
    Supplier<List<Migration>> declared = migrations;
    return declared == null ? List.of() : List.copyOf(declared.get());
  }

  @Override
  public List<MigrationResult> migrationResults() {
    return migrationResults.list();
  }

  @Override
  public List<Statistic> statistics() {
    ManagedDataSource built = dataSource;
    return built == null ? List.of() : built.handle().statistics();
  }

  @Override
  public DatabaseObserver observer() {
    return observer;
  }

  @Override
  public Optional<String> transaction() {
    return listeners.transaction(this);
  }

  /** Returns the token and the state. */
  @Override
  public String toString() {
    return tokens() + ": " + state();
  }
}
