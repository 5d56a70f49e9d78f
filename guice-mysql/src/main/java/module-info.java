/**
 * The driver module for MySQL and MariaDB.
 *
 * <p>A driver on the module path is resolved because {@code java.sql} uses the service that it
 * provides. MySQL's driver is not required by name, since its only module name is the one derived
 * from its file's name. It can be read because Guice is an automatic module, too.
 */
module io.github.guicesql.mysql {
  requires transitive io.github.guicesql.sqlmodule;
  requires static org.mariadb.jdbc;

  // MySQL's driver needs these modules and, as an automatic module, cannot require them.
  requires java.management;
  requires java.naming;
  requires java.security.sasl;
  requires java.transaction.xa;
  requires java.xml;

  exports io.github.guicesql.mysql;
  // The driver creates a socket factory by its name.
  exports io.github.guicesql.mysql.internal.socket to
      org.mariadb.jdbc;
}
