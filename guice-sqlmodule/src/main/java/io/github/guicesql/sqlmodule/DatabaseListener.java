package io.github.guicesql.sqlmodule;

import com.zaxxer.hikari.HikariConfig;
import javax.sql.DataSource;

/**
 * Follows every database of an injector, and may extend it: health checks, metrics, tracing. Any
 * module contributes one:
 *
 * <pre>{@code
 * Multibinder.newSetBinder(binder(), DatabaseListener.class).addBinding().to(MyMetrics.class);
 * }</pre>
 *
 * <p>Listeners are asked in the order of that set, on the thread that causes the event, and should
 * not block. A listener must not inject the databases that it follows: it would ask for them while
 * they are built. {@link #configurePool}, {@link #decorate} and {@link #built} may fail the build
 * by throwing, which becomes a {@link SqlBuildException} of stage {@link BuildStage#OPEN}; what the
 * other methods throw is logged.
 */
public interface DatabaseListener {

  /** The injector that this database is installed in is being created. Nothing is built. */
  default void declared(Database database) {}

  /**
   * Adds to the pool's settings: after the driver's own, before the hooks of {@link
   * SqlOptions#withPool}, which keep the last word. The pool may get another name afterwards.
   */
  default void configurePool(Database database, HikariConfig pool) {}

  /**
   * Wraps the data source above the pool, under the contract's key: below the decorators of {@link
   * SqlOptions#withDataSource}. A wrapper must pass {@code unwrap} on. Closing does not go through
   * it: the pool is closed whatever is wrapped around it.
   */
  default DataSource decorate(Database database, DataSource dataSource) {
    return dataSource;
  }

  /** The data source was built, and the pool has its final name. No connection is open. */
  default void built(Database database, DataSource dataSource) {}

  /** The first connection was opened. */
  default void started(Database database) {}

  /** The data source was closed, with everything that it had opened. */
  default void closed(Database database) {}
}
