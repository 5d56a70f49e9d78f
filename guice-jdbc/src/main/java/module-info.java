/** The driver module for any database with a JDBC driver. */
module io.github.guicesql.jdbc {
  requires transitive io.github.guicesql.sqlmodule;
  requires org.slf4j;

  exports io.github.guicesql.jdbc;

  uses java.sql.Driver;
}
