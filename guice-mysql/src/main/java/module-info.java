/**
 * MySQL and MariaDB.
 *
 * <p>A driver on the module path is resolved because {@code java.sql} uses the service that it
 * provides. MySQL's is not required by name: it has none but that of its file. It is read because
 * Guice, an automatic module too, is.
 */
module io.github.guicesql.mysql {
  requires transitive io.github.guicesql.sqlmodule;
  requires static org.mariadb.jdbc;

  // What MySQL's driver needs and, as an automatic module, cannot ask for.
  requires java.management;
  requires java.naming;
  requires java.security.sasl;
  requires java.transaction.xa;
  requires java.xml;

  exports io.github.guicesql.mysql;
}
