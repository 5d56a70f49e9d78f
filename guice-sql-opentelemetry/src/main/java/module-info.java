/** Traces every database of a service. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.github.guicesql.opentelemetry {
  requires transitive io.github.guicesql.sqlmodule;
  requires transitive io.opentelemetry.api;
  requires io.opentelemetry.context;
  requires io.opentelemetry.instrumentation.jdbc;
  requires static org.jspecify;

  exports io.github.guicesql.opentelemetry;

  opens io.github.guicesql.opentelemetry to
      com.google.guice;
}
