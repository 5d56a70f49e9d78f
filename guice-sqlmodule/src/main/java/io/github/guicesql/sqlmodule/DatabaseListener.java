package io.github.guicesql.sqlmodule;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.github.guicesql.sqlmodule.config.Setting;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Observes every database of an injector and may extend it, such as with health checks, metrics or
 * tracing. Any module can contribute one:
 *
 * <pre>{@code
 * Multibinder.newSetBinder(binder(), DatabaseListener.class).addBinding().to(MyMetrics.class);
 * }</pre>
 *
 * <p>Listeners are called in the order of that set, on the thread that causes the event, and should
 * not block. A listener must not inject the databases that it observes: it would request them while
 * they are being built. If {@link #settings}, {@link #configurePool}, {@link #metricsTracker},
 * {@link #observer}, {@link #decorate}, {@link #handOut} or {@link #built} throws, the build fails
 * with a {@link SqlBuildException} of stage {@link BuildStage#OPEN}; what the other methods throw
 * is logged.
 */
public interface DatabaseListener {

  /**
   * Called while the injector in which this database is installed is being created. Nothing is
   * built.
   */
  default void declared(Database database) {}

  /**
   * Returns the settings that this listener reads by itself, under the keys of each database. They
   * are not taken for misspelled ones of the driver's if they are in the source that the database
   * reads, too. There are none by default.
   */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /**
   * Changes the pool's settings. It is called after the driver has set its own and before the hooks
   * of {@link SqlOptions#withPool}, which have the last word. The pool's name may still change
   * afterwards.
   */
  default void configurePool(Database database, HikariConfig pool) {}

  /**
   * Offers a tracker of the times that the pool measures, such as how long a borrower waited; there
   * is none by default. HikariCP takes one tracker per pool, which is made here of those of all
   * listeners and the one that {@link #configurePool} has set. The hooks of {@link
   * SqlOptions#withPool} find it set, and may wrap or replace it. Beside a metric registry HikariCP
   * takes no tracker: if a listener or a hook sets one, a warning says that these are left out.
   *
   * <p>A tracker is created with the pool, by its first connection, and closed with it. What it or
   * its factory throws is logged.
   */
  default Optional<MetricsTrackerFactory> metricsTracker(Database database) {
    return Optional.empty();
  }

  /**
   * Wraps the data source above the pool, under the contract's key and below the decorators of
   * {@link SqlOptions#withDataSource}. A wrapper must delegate {@code unwrap}. Closing does not go
   * through the wrapper: the pool is closed whatever wraps it.
   */
  default DataSource decorate(Database database, DataSource dataSource) {
    return dataSource;
  }

  /**
   * Wraps the data source above what all listeners have decorated it with, and below the decorators
   * of {@link SqlOptions#withDataSource}: for a listener that may hand out a connection which
   * somebody has borrowed already, such as a transaction's. What the listeners trace, log or count
   * is thus each connection's own use, whichever of the modules was installed first.
   */
  default DataSource handOut(Database database, DataSource dataSource) {
    return dataSource;
  }

  /**
   * Offers an observer of what happens in the database. It is asked for once per build, after
   * {@link #configurePool}. Without one, which is the default, nothing is measured for it.
   */
  default Optional<DatabaseObserver> observer(Database database) {
    return Optional.empty();
  }

  /**
   * Returns the name of the transaction of that database that the calling thread is in, for a
   * listener that knows; empty by default.
   */
  default Optional<String> transaction(Database database) {
    return Optional.empty();
  }

  /**
   * Called after the data source was built, when the pool has its final name. No connection is
   * open.
   */
  default void built(Database database, DataSource dataSource) {}

  /** Called after the first connection was opened. */
  default void started(Database database) {}

  /** Called after the data source and everything that it had opened were closed. */
  default void closed(Database database) {}
}
