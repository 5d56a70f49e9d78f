package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.UnpooledDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens the pool's connections. Not by one of the drivers' own data sources: those want a URL with
 * the properties in it, the password of a key store too, and HikariCP logs URLs.
 */
final class MysqlDataSource extends UnpooledDataSource {

  private static final String ATTRIBUTES = "connectionAttributes";
  private static final String PROGRAM = "program_name:";

  private final MysqlParameters parameters;
  private final String program;

  MysqlDataSource(MysqlParameters parameters, String program) {
    this.parameters = parameters;
    this.program = program;
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    Properties properties = new Properties();
    properties.putAll(parameters.properties());
    properties.setProperty(ATTRIBUTES, attributes(properties.getProperty(ATTRIBUTES, "")));
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    Connection connection =
        parameters.connector().connect(parameters.url(), properties, getLoginTimeout());
    if (connection == null) {
      throw new SQLException("the driver does not take the URL " + parameters.url());
    }
    return connection;
  }

  /** MySQL's driver sends none at all if it is told "none". */
  private String attributes(String own) {
    if (own.equals("none") || own.contains(PROGRAM)) {
      return own;
    }
    return own.isEmpty() ? PROGRAM + program : PROGRAM + program + "," + own;
  }

  /** The hosts. */
  @Override
  public String toString() {
    return parameters.url();
  }
}
