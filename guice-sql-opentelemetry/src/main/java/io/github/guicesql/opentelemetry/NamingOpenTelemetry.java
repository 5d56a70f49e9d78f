package io.github.guicesql.opentelemetry;

import io.github.guicesql.sqlmodule.Database;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;

/**
 * The service's OpenTelemetry, whose spans say in which transaction of a database they were
 * started. OpenTelemetry's instrumentation of JDBC takes no attributes of others.
 */
record NamingOpenTelemetry(OpenTelemetry delegate, Database database) implements OpenTelemetry {

  /** The name of the transaction in its options; spans outside of a named one have none. */
  static final AttributeKey<String> TRANSACTION = AttributeKey.stringKey("guicesql.transaction");

  @Override
  public TracerProvider getTracerProvider() {
    return new Tracers(delegate.getTracerProvider());
  }

  @Override
  public MeterProvider getMeterProvider() {
    return delegate.getMeterProvider();
  }

  @Override
  public LoggerProvider getLogsBridge() {
    return delegate.getLogsBridge();
  }

  @Override
  public ContextPropagators getPropagators() {
    return delegate.getPropagators();
  }

  private final class Tracers implements TracerProvider {

    private final TracerProvider provider;

    private Tracers(TracerProvider provider) {
      this.provider = provider;
    }

    @Override
    public Tracer get(String scope) {
      return new Naming(provider.get(scope));
    }

    @Override
    public Tracer get(String scope, String version) {
      return new Naming(provider.get(scope, version));
    }

    @Override
    public TracerBuilder tracerBuilder(String scope) {
      return new Building(provider.tracerBuilder(scope));
    }
  }

  private final class Building implements TracerBuilder {

    private final TracerBuilder builder;

    private Building(TracerBuilder builder) {
      this.builder = builder;
    }

    @Override
    public TracerBuilder setSchemaUrl(String url) {
      builder.setSchemaUrl(url);
      return this;
    }

    @Override
    public TracerBuilder setInstrumentationVersion(String version) {
      builder.setInstrumentationVersion(version);
      return this;
    }

    @Override
    public Tracer build() {
      return new Naming(builder.build());
    }
  }

  private final class Naming implements Tracer {

    private final Tracer tracer;

    private Naming(Tracer tracer) {
      this.tracer = tracer;
    }

    @Override
    public boolean isEnabled() {
      return tracer.isEnabled();
    }

    @Override
    public SpanBuilder spanBuilder(String name) {
      SpanBuilder span = tracer.spanBuilder(name);
      database.transaction().ifPresent(transaction -> span.setAttribute(TRANSACTION, transaction));
      return span;
    }
  }
}
