package io.github.guicesql.opentelemetry;

import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.time.Clock;
import java.time.Instant;

/** A span for each wait of a writer for its turn, within a span of the service. Thread-safe. */
final class WaitSpans implements DatabaseObserver {

  private final Tracer tracer;
  private final Clock clock = Clock.systemUTC();

  WaitSpans(OpenTelemetry openTelemetry) {
    tracer = openTelemetry.getTracer(OpenTelemetryModule.class.getPackageName());
  }

  @Override
  public void waitedToWrite(long nanos) {
    if (Span.current().getSpanContext().isValid()) {
      Instant end = clock.instant();
      tracer
          .spanBuilder("wait to write")
          .setStartTimestamp(end.minusNanos(nanos))
          .startSpan()
          .end(end);
    }
  }
}
