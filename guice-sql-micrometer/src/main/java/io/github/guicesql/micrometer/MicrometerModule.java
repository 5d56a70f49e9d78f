package io.github.guicesql.micrometer;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.DatabaseListener;
import org.jspecify.annotations.Nullable;

/**
 * Gives the pool of every database of the injector its meters. Installed once, at the root, beside
 * the driver modules.
 *
 * <ul>
 *   <li>Uses {@code MeterRegistry}, if the service has bound one; otherwise the meters wait in
 *       {@link DatabaseMeters} for a registry.
 *   <li>Binds {@link DatabaseMeters}, and adds it to the set of {@link DatabaseListener}.
 * </ul>
 *
 * <p>The meters are HikariCP's own, {@code hikaricp.connections} and those below, so that
 * dashboards that exist fit. Besides HikariCP's tag {@code pool} they have {@code database}, the
 * database's name or {@code default}, and {@code dialect}. They appear with the pool's first
 * connection and are removed when the pool closes. A registry is never closed here.
 *
 * <p>A hook that sets a metric registry of its own on the pool fails with HikariCP's message that
 * there are two: one of them has to go. Guice treats two of these modules as one.
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
