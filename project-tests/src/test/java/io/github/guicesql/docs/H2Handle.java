package io.github.guicesql.docs;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** Opens the pool's connections, and knows the password, so that the pool does not. */
final class H2Handle extends DriverHandle {

  private static final String USER = "sa";

  private final JdbcDataSource driver = new JdbcDataSource();
  private final Path file;
  private final String password;

  H2Handle(Path file, String password) {
    this.file = file;
    this.password = password;
    // Without the last one, H2 has a shutdown hook of its own, which would not wait for the drain.
    driver.setURL(
        "jdbc:h2:file:"
            + file
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";DB_CLOSE_ON_EXIT=FALSE");
  }

  /** As sa, unless somebody made the pool have a user of its own. */
  @Override
  protected Connection open(@Nullable Credentials credentials) throws SQLException {
    return credentials == null
        ? driver.getConnection(USER, password)
        : driver.getConnection(credentials.user(), credentials.password());
  }

  /** H2's {@code abort()} does nothing; closing a connection stops what runs on it. */
  @Override
  protected void abort(Connection connection) throws SQLException {
    connection.close();
  }

  /** The file: nothing in it is secret. */
  @Override
  public String toString() {
    return file.toString();
  }
}
