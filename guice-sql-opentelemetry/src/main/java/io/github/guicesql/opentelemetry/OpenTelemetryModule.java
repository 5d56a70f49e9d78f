package io.github.guicesql.opentelemetry;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.opentelemetry.api.OpenTelemetry;
import org.jspecify.annotations.Nullable;

/**
 * Traces every database of the injector. Installed once, at the root, beside the driver modules.
 *
 * <ul>
 *   <li>Requires {@code OpenTelemetry}, which the service binds. It is asked for when the first
 *       database is built. For a global one: {@code
 *       bind(OpenTelemetry.class).toProvider(GlobalOpenTelemetry::get)}.
 *   <li>Adds a decorator of every data source to the set of {@link DatabaseListener}.
 * </ul>
 *
 * <p>The spans are those of OpenTelemetry's own instrumentation of JDBC: one per statement, one per
 * commit and rollback, and, within a span of the service, one per {@code getConnection()}, which is
 * how long a request waited at the pool. The text of statements is in them, parameters are not.
 * OpenTelemetry replaces the literals in the text, but for those that follow a quote behind a
 * backslash and, with its stable names, those of prepared statements; comments stay. A failed one
 * has the driver's exception, which may quote the text or a parameter. Their names and attributes
 * follow OpenTelemetry's conventions for databases: {@code otel.semconv-stability.opt-in=database}
 * chooses the stable ones, as the instrumentation's manual says.
 *
 * <p>A span of a statement or a wait that belongs to a transaction of {@code guice-transactor} with
 * a name has that as the attribute {@code guicesql.transaction}. On SQLite, there is a span {@code
 * wait to write} where a writer had to wait for its turn.
 *
 * <p>If the service's OpenTelemetry has a meter provider, each pool has the instruments {@code
 * db.client.connection}: {@code .count}, {@code .max}, {@code .idle.min} and {@code
 * .pending_requests}, from its first connection until it closes; {@code .create_time}, {@code
 * .wait_time} and {@code .use_time} in seconds, and {@code .timeouts}.
 *
 * <p>The decorator is above the pool: closing, health checks and what unwraps the data source are
 * as without it. Not for a service that runs with OpenTelemetry's agent, which traces JDBC itself.
 * Guice treats two of these modules as one.
 */
public final class OpenTelemetryModule extends AbstractModule {

  /** Creates the module. */
  public OpenTelemetryModule() {}

  @Override
  protected void configure() {
    Provider<OpenTelemetry> openTelemetry = getProvider(OpenTelemetry.class);
    Multibinder.newSetBinder(binder(), DatabaseListener.class)
        .addBinding()
        .toInstance(new Tracing(openTelemetry));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OpenTelemetryModule;
  }

  @Override
  public int hashCode() {
    return OpenTelemetryModule.class.hashCode();
  }
}
