/**
 * The contract between a service's features and its SQL database.
 *
 * <p>The packages with classes into which Guice injects are open to it.
 */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.github.guicesql.sqlmodule {
  requires transitive com.google.guice;
  requires transitive com.zaxxer.hikari;
  requires transitive java.sql;
  requires java.logging;
  requires static com.codahale.metrics.health;
  requires static transitive org.jspecify;
  requires org.slf4j;

  // Guice needs these modules and, as an automatic module, cannot require them. If they are
  // automatic modules, too, they would be resolved anyway; if they are explicit modules, they would
  // be missing.
  requires com.google.common;
  requires jakarta.inject;
  requires jdk.unsupported;

  exports io.github.guicesql.sqlmodule;
  exports io.github.guicesql.sqlmodule.config;
  exports io.github.guicesql.sqlmodule.driver;
  exports io.github.guicesql.sqlmodule.legacy;
  exports io.github.guicesql.sqlmodule.lifecycle;
  exports io.github.guicesql.sqlmodule.internal.connection to
      io.github.guicesql.jdbc,
      io.github.guicesql.sqltest,
      io.github.guicesql.transactor;
  exports io.github.guicesql.sqlmodule.internal.dsn to
      io.github.guicesql.jdbc,
      io.github.guicesql.mysql,
      io.github.guicesql.postgres,
      io.github.guicesql.sqlite;
  exports io.github.guicesql.sqlmodule.internal.hosts to
      io.github.guicesql.mysql,
      io.github.guicesql.postgres;
  exports io.github.guicesql.sqlmodule.internal.redaction to
      io.github.guicesql.jdbc,
      io.github.guicesql.sqlite;
  exports io.github.guicesql.sqlmodule.internal.server to
      io.github.guicesql.mysql,
      io.github.guicesql.postgres;
  exports io.github.guicesql.sqlmodule.internal.session to
      io.github.guicesql.jdbc,
      io.github.guicesql.mysql,
      io.github.guicesql.postgres;

  opens io.github.guicesql.sqlmodule to
      com.google.guice;
  opens io.github.guicesql.sqlmodule.driver to
      com.google.guice;
  opens io.github.guicesql.sqlmodule.legacy to
      com.google.guice;
  opens io.github.guicesql.sqlmodule.lifecycle to
      com.google.guice;
}
