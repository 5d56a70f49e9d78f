/** Gives every database of a service its meters. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.github.guicesql.micrometer {
  requires transitive io.github.guicesql.sqlmodule;
  requires transitive micrometer.core;
  requires static org.jspecify;

  exports io.github.guicesql.micrometer;

  opens io.github.guicesql.micrometer to
      com.google.guice;
}
