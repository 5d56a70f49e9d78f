package io.github.guicesql.micrometer;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.DatabaseListener;
import org.jspecify.annotations.Nullable;

/**
 * Gives every database of the injector its meters. Installed once, at the root, beside the driver
 * modules.
 *
 * <ul>
 *   <li>Uses {@code MeterRegistry}, if the service has bound one; otherwise the meters wait in
 *       {@link DatabaseMeters} for a registry.
 *   <li>Binds {@link DatabaseMeters}, and adds it to the set of {@link DatabaseListener}.
 * </ul>
 *
 * <p>The meters of a pool are HikariCP's own, {@code hikaricp.connections} and those below, so that
 * dashboards that exist fit. Besides HikariCP's tag {@code pool} they have {@code database}, the
 * database's name or {@code default}, with {@code .reader} after it for a reader, and {@code
 * dialect}. The others have these two tags:
 *
 * <ul>
 *   <li>{@code guicesql.transactions}, a timer by {@code transaction}, the name in the options, and
 *       {@code outcome}: {@code committed}, {@code rolled_back}, {@code unknown}, {@code
 *       not_begun}; {@code guicesql.transaction.retries} counts tries after the first one. A name
 *       belongs to a place in the code: one with an id in it makes a meter for each id.
 *   <li>{@code guicesql.migrations}, a timer by {@code migration} and {@code outcome}: {@code
 *       done}, {@code failed}.
 *   <li>{@code guicesql.connections.aborted}, which closing has aborted after the drain. This meter
 *       alone stays when its pool is gone, since it is not known before.
 *   <li>On SQLite, {@code guicesql.write.wait}, a timer of writers that had to wait for their turn,
 *       and {@code guicesql.write.waiting}, how many do now, a figure of the file; {@code
 *       guicesql.sync.commits}, how many commits one sync of the disk has made durable, if commits
 *       share syncs; {@code guicesql.statement.cache.hits}, {@code .misses} and {@code .bytes}.
 * </ul>
 *
 * <p>They appear with the pool's first connection or the first event that they count, and are
 * removed when the pool closes. In a registry that is added later, what is read on demand and the
 * migrations count from the beginning, and other events from then on. A registry is never closed
 * here.
 *
 * <p>If two injectors have the same registry and databases of the same name, each meter is there
 * once: counters and timers count the events of both, and what is read on demand is that of the
 * first one. When one closes, the meters are those of the other, and count anew.
 *
 * <p>Beside a metric registry that a hook sets on the pool, HikariCP takes nothing else: then a
 * warning says that the meters of the pool are left out here. Guice treats two of these modules as
 * one.
 */
public final class MicrometerModule extends AbstractModule {

  /** Creates the module. */
  public MicrometerModule() {}

  @Override
  protected void configure() {
    bind(DatabaseMeters.class);
    Multibinder.newSetBinder(binder(), DatabaseListener.class)
        .addBinding()
        .to(DatabaseMeters.class);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MicrometerModule;
  }

  @Override
  public int hashCode() {
    return MicrometerModule.class.hashCode();
  }
}
