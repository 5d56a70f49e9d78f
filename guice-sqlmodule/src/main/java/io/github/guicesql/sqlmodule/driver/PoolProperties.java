package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of HikariCP that settings define. They are written and read one by one, without a
 * table of functions: each function would be a class to load before the first connection.
 */
final class PoolProperties {

  private static final String TRANSACTION = "TRANSACTION_";

  private PoolProperties() {}

  /** Sets what the values define, and fits to it what they leave open. */
  static void apply(ConfigValues values, HikariConfig pool) {
    Integer open = value(values, DriverModule.MAX_OPEN_CONNS);
    if (open != null) {
      pool.setMaximumPoolSize(open);
    }
    Integer idle = value(values, DriverModule.MAX_IDLE_CONNS);
    pool.setMinimumIdle(idle != null ? idle : pool.getMaximumPoolSize());
    Duration lifetime = value(values, DriverModule.CONN_MAX_LIFETIME);
    if (lifetime != null) {
      pool.setMaxLifetime(lifetime.toMillis());
    }
    Duration idleTime = value(values, PoolSettings.CONN_MAX_IDLE_TIME);
    if (idleTime != null) {
      pool.setIdleTimeout(idleTime.toMillis());
    }
    Duration keepalive = value(values, PoolSettings.KEEPALIVE);
    if (keepalive != null) {
      pool.setKeepaliveTime(keepalive.toMillis());
    }
    if (lifetime != null && !lifetime.isZero()) {
      fitTo(lifetime.toMillis(), idleTime == null, keepalive == null, pool);
    }
    Duration leak = value(values, PoolSettings.LEAK_THRESHOLD);
    if (leak != null) {
      pool.setLeakDetectionThreshold(leak.toMillis());
    }
    Duration borrowTimeout = value(values, PoolSettings.BORROW_TIMEOUT);
    if (borrowTimeout != null) {
      pool.setConnectionTimeout(borrowTimeout.toMillis());
      // The test of a connection must not take longer.
      pool.setValidationTimeout(Math.min(pool.getValidationTimeout(), pool.getConnectionTimeout()));
    }
    String isolation = value(values, PoolSettings.ISOLATION);
    if (isolation != null) {
      pool.setTransactionIsolation(
          TRANSACTION + isolation.replace('-', '_').toUpperCase(Locale.ROOT));
    }
    Boolean readOnly = value(values, PoolSettings.READ_ONLY);
    if (readOnly != null) {
      pool.setReadOnly(readOnly);
    }
    Boolean autoCommit = value(values, PoolSettings.AUTO_COMMIT);
    if (autoCommit != null) {
      pool.setAutoCommit(autoCommit);
    }
    Boolean mbeans = value(values, PoolSettings.REGISTER_MBEANS);
    if (mbeans != null) {
      pool.setRegisterMbeans(mbeans);
    }
    String initSql = value(values, PoolSettings.INIT_SQL);
    if (initSql != null) {
      pool.setConnectionInitSql(initSql);
    }
    String schema = value(values, PoolSettings.SCHEMA);
    if (schema != null) {
      pool.setSchema(schema);
    }
    String name = value(values, PoolSettings.POOL_NAME);
    if (name != null) {
      pool.setPoolName(name);
    }
  }

  private static <T> @Nullable T value(ConfigValues values, Setting<T> setting) {
    return values.find(setting).orElse(null);
  }

  /**
   * Fits the defaults that depend on the lifetime: HikariCP disables those that exceed the
   * lifetime, with a warning. HikariCP also warns of an idle timeout in a pool that keeps all its
   * connections.
   */
  private static void fitTo(
      long lifetime, boolean fitIdleTime, boolean fitKeepalive, HikariConfig pool) {
    if (fitIdleTime && pool.getMinimumIdle() < pool.getMaximumPoolSize()) {
      pool.setIdleTimeout(Math.min(pool.getIdleTimeout(), lifetime * 9 / 10));
    }
    if (fitKeepalive && lifetime <= pool.getKeepaliveTime()) {
      pool.setKeepaliveTime(0);
    }
  }

  /**
   * Returns the properties as they are now, as the text of their settings, for a comparison after
   * the hooks.
   */
  static Map<Setting<?>, String> read(HikariConfig pool) {
    Map<Setting<?>, String> now = new LinkedHashMap<>();
    put(now, DriverModule.MAX_OPEN_CONNS, pool.getMaximumPoolSize());
    put(now, DriverModule.MAX_IDLE_CONNS, pool.getMinimumIdle());
    put(now, DriverModule.CONN_MAX_LIFETIME, Duration.ofMillis(pool.getMaxLifetime()));
    put(now, PoolSettings.CONN_MAX_IDLE_TIME, Duration.ofMillis(pool.getIdleTimeout()));
    put(now, PoolSettings.KEEPALIVE, Duration.ofMillis(pool.getKeepaliveTime()));
    put(now, PoolSettings.LEAK_THRESHOLD, Duration.ofMillis(pool.getLeakDetectionThreshold()));
    put(now, PoolSettings.BORROW_TIMEOUT, borrowTimeout(pool));
    put(now, PoolSettings.INIT_SQL, pool.getConnectionInitSql());
    put(now, PoolSettings.ISOLATION, isolation(pool));
    put(now, PoolSettings.SCHEMA, pool.getSchema());
    put(now, PoolSettings.READ_ONLY, pool.isReadOnly());
    put(now, PoolSettings.AUTO_COMMIT, pool.isAutoCommit());
    put(now, PoolSettings.POOL_NAME, pool.getPoolName());
    put(now, PoolSettings.REGISTER_MBEANS, pool.isRegisterMbeans());
    return now;
  }

  private static <T> void put(
      Map<Setting<?>, String> properties, Setting<T> setting, @Nullable T value) {
    properties.put(setting, value == null ? "" : setting.format(value));
  }

  private static Duration borrowTimeout(HikariConfig pool) {
    long millis = pool.getConnectionTimeout();
    return millis == Integer.MAX_VALUE ? Duration.ZERO : Duration.ofMillis(millis);
  }

  private static @Nullable String isolation(HikariConfig pool) {
    String name = pool.getTransactionIsolation();
    return name == null
        ? null
        : name.replace(TRANSACTION, "").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the values in force: those of the configuration, except where a hook has changed the
   * pool.
   */
  static List<EffectiveValue> effective(
      DriverModule driver,
      ConfigValues values,
      Map<Setting<?>, String> beforeHooks,
      HikariConfig pool) {
    Map<String, EffectiveValue> hooked = new LinkedHashMap<>();
    for (Map.Entry<Setting<?>, String> now : read(pool).entrySet()) {
      Setting<?> setting = now.getKey();
      if (!now.getValue().equals(beforeHooks.get(setting))) {
        hooked.put(
            setting.name(),
            new EffectiveValue(
                setting.name(), driver.key(setting), now.getValue(), "a hook of the pool"));
      }
    }
    if (hooked.isEmpty()) {
      return values.effective();
    }
    List<EffectiveValue> effective = new ArrayList<>();
    for (EffectiveValue value : values.effective()) {
      EffectiveValue changed = hooked.remove(value.setting());
      effective.add(changed == null ? value : changed);
    }
    effective.addAll(hooked.values());
    return effective;
  }
}
