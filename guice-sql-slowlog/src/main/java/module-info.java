/** Logs the slow statements of every database of a service. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.github.guicesql.slowlog {
  requires transitive io.github.guicesql.sqlmodule;
  requires net.ttddyy.dsproxy;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.github.guicesql.slowlog;

  opens io.github.guicesql.slowlog to
      com.google.guice;
}
