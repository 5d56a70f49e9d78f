/** The driver module for PostgreSQL. */
@SuppressWarnings("requires-automatic")
module io.github.guicesql.postgres {
  requires transitive io.github.guicesql.sqlmodule;
  requires java.logging;
  requires org.postgresql.jdbc;

  // pgjdbc needs these modules and, as an automatic module, cannot require them.
  requires java.management;
  requires java.naming;
  requires java.security.jgss;
  requires java.transaction.xa;
  requires java.xml;

  exports io.github.guicesql.postgres;
}
