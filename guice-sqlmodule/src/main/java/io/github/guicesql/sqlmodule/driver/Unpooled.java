package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Opens a connection beside a pool, from the same data source and with the same credentials. */
final class Unpooled {

  private Unpooled() {}

  /** Opens a connection that the pool does not know. The pool must have a data source. */
  static Connection connection(HikariConfig pool) throws SQLException {
    DataSource source = pool.getDataSource();
    if (hasCredentialsProvider(pool)) {
      Credentials credentials = pool.getCredentialsProvider().getCredentials();
      return source.getConnection(credentials.getUsername(), credentials.getPassword());
    }
    String user = pool.getUsername();
    return user == null ? source.getConnection() : source.getConnection(user, pool.getPassword());
  }

  /**
   * Returns whether the pool has a credentials provider, which HikariCP supports since version 7.
   */
  static boolean hasCredentialsProvider(HikariConfig pool) {
    try {
      return pool.getCredentialsProvider() != null;
    } catch (NoSuchMethodError e) {
      return false;
    }
  }
}
