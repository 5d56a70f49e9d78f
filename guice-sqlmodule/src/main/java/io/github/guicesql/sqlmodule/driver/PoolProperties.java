package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The properties of HikariCP that settings define. */
final class PoolProperties {

  private static final String TRANSACTION = "TRANSACTION_";

  /** A setting, and the property of the pool that it defines. */
  private record Property<T>(
      Setting<T> setting,
      Function<HikariConfig, @Nullable T> get,
      BiConsumer<HikariConfig, T> set) {

    void apply(ConfigValues values, HikariConfig pool) {
      values.find(setting).ifPresent(value -> set.accept(pool, value));
    }

    EffectiveValue setByHook(DriverModule driver, HikariConfig pool) {
      T now = get.apply(pool);
      return new EffectiveValue(
          setting.name(),
          driver.key(setting),
          now == null ? "" : setting.format(now),
          "a hook of the pool");
    }
  }

  private static final List<Property<?>> ALL =
      List.of(
          new Property<>(
              DriverModule.MAX_OPEN_CONNS,
              HikariConfig::getMaximumPoolSize,
              HikariConfig::setMaximumPoolSize),
          new Property<>(
              DriverModule.MAX_IDLE_CONNS,
              HikariConfig::getMinimumIdle,
              HikariConfig::setMinimumIdle),
          duration(
              DriverModule.CONN_MAX_LIFETIME,
              HikariConfig::getMaxLifetime,
              HikariConfig::setMaxLifetime),
          duration(
              PoolSettings.CONN_MAX_IDLE_TIME,
              HikariConfig::getIdleTimeout,
              HikariConfig::setIdleTimeout),
          duration(
              PoolSettings.KEEPALIVE,
              HikariConfig::getKeepaliveTime,
              HikariConfig::setKeepaliveTime),
          duration(
              PoolSettings.LEAK_THRESHOLD,
              HikariConfig::getLeakDetectionThreshold,
              HikariConfig::setLeakDetectionThreshold),
          new Property<>(
              PoolSettings.BORROW_TIMEOUT,
              PoolProperties::borrowTimeout,
              PoolProperties::setBorrowTimeout),
          new Property<>(
              PoolSettings.INIT_SQL,
              HikariConfig::getConnectionInitSql,
              HikariConfig::setConnectionInitSql),
          new Property<>(
              PoolSettings.ISOLATION,
              PoolProperties::isolation,
              (pool, word) ->
                  pool.setTransactionIsolation(
                      TRANSACTION + word.replace('-', '_').toUpperCase(Locale.ROOT))),
          new Property<>(PoolSettings.SCHEMA, HikariConfig::getSchema, HikariConfig::setSchema),
          new Property<>(
              PoolSettings.READ_ONLY, HikariConfig::isReadOnly, HikariConfig::setReadOnly),
          new Property<>(
              PoolSettings.AUTO_COMMIT, HikariConfig::isAutoCommit, HikariConfig::setAutoCommit),
          new Property<>(
              PoolSettings.POOL_NAME, HikariConfig::getPoolName, HikariConfig::setPoolName),
          new Property<>(
              PoolSettings.REGISTER_MBEANS,
              HikariConfig::isRegisterMbeans,
              HikariConfig::setRegisterMbeans));

  private PoolProperties() {}

  private static Property<Duration> duration(
      Setting<Duration> setting,
      Function<HikariConfig, Long> millis,
      BiConsumer<HikariConfig, Long> setMillis) {
    return new Property<>(
        setting,
        pool -> Duration.ofMillis(millis.apply(pool)),
        (pool, value) -> setMillis.accept(pool, value.toMillis()));
  }

  private static Duration borrowTimeout(HikariConfig pool) {
    long millis = pool.getConnectionTimeout();
    return millis == Integer.MAX_VALUE ? Duration.ZERO : Duration.ofMillis(millis);
  }

  /** Sets the timeout, and fits the test of a connection, which must not take longer. */
  private static void setBorrowTimeout(HikariConfig pool, Duration timeout) {
    pool.setConnectionTimeout(timeout.toMillis());
    pool.setValidationTimeout(Math.min(pool.getValidationTimeout(), pool.getConnectionTimeout()));
  }

  private static @Nullable String isolation(HikariConfig pool) {
    String name = pool.getTransactionIsolation();
    return name == null
        ? null
        : name.replace(TRANSACTION, "").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** Sets what the values define, and fits to it what they leave open. */
  static void apply(ConfigValues values, HikariConfig pool) {
    for (Property<?> property : ALL) {
      property.apply(values, pool);
    }
    if (values.find(DriverModule.MAX_IDLE_CONNS).isEmpty()) {
      pool.setMinimumIdle(pool.getMaximumPoolSize());
    }
    Optional<Duration> lifetime = values.find(DriverModule.CONN_MAX_LIFETIME);
    if (lifetime.isPresent() && !lifetime.get().isZero()) {
      fitTo(lifetime.get().toMillis(), values, pool);
    }
  }

  /**
   * Fits the defaults that depend on the lifetime: HikariCP disables those that exceed the
   * lifetime, with a warning. HikariCP also warns of an idle timeout in a pool that keeps all its
   * connections.
   */
  private static void fitTo(long lifetime, ConfigValues values, HikariConfig pool) {
    if (values.find(PoolSettings.CONN_MAX_IDLE_TIME).isEmpty()
        && pool.getMinimumIdle() < pool.getMaximumPoolSize()) {
      pool.setIdleTimeout(Math.min(pool.getIdleTimeout(), lifetime * 9 / 10));
    }
    if (values.find(PoolSettings.KEEPALIVE).isEmpty() && lifetime <= pool.getKeepaliveTime()) {
      pool.setKeepaliveTime(0);
    }
  }

  /** Returns the properties as they are now, for a comparison after the hooks. */
  static Map<String, Optional<Object>> read(HikariConfig pool) {
    Map<String, Optional<Object>> all = new HashMap<>();
    for (Property<?> property : ALL) {
      all.put(property.setting().name(), Optional.ofNullable(property.get().apply(pool)));
    }
    return all;
  }

  /**
   * Returns the values in force: those of the configuration, except where a hook has changed the
   * pool.
   */
  static List<EffectiveValue> effective(
      DriverModule driver,
      ConfigValues values,
      Map<String, Optional<Object>> beforeHooks,
      HikariConfig pool) {
    Map<String, Optional<Object>> now = read(pool);
    List<EffectiveValue> effective = new ArrayList<>();
    Map<String, EffectiveValue> hooked = new HashMap<>();
    for (Property<?> property : ALL) {
      String name = property.setting().name();
      if (!Objects.equals(now.get(name), beforeHooks.get(name))) {
        hooked.put(name, property.setByHook(driver, pool));
      }
    }
    for (EffectiveValue value : values.effective()) {
      EffectiveValue changed = hooked.remove(value.setting());
      effective.add(changed == null ? value : changed);
    }
    effective.addAll(hooked.values());
    return effective;
  }
}
