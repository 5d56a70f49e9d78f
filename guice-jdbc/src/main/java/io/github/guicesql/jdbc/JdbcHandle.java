package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the pool's connections with the user's driver. Secrets are known to this class and not to
 * the pool, and are passed to the driver apart from the URL.
 */
final class JdbcHandle extends DriverHandle {

  private static final Logger log = LoggerFactory.getLogger(JdbcHandle.class);

  private final AtomicBoolean warned = new AtomicBoolean();
  private final Driver driver;
  private final JdbcUrl url;
  private final @Nullable String user;
  private final @Nullable String password;
  private @Nullable Connection anchor; // guarded by this
  private boolean closed; // guarded by this

  JdbcHandle(Driver driver, JdbcUrl url, @Nullable String user, @Nullable String password) {
    this.driver = driver;
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /** Opens a connection, as the configuration's user unless the pool has credentials of its own. */
  @Override
  protected Connection open(@Nullable Credentials credentials) throws SQLException {
    @Nullable String asUser = credentials == null ? user : credentials.user();
    @Nullable String withPassword = credentials == null ? password : credentials.password();
    if (url.endsWithLastConnection()) {
      holdOpen(asUser, withPassword);
    }
    Connection connection = connect(asUser, withPassword);
    try {
      return new JdbcConnection(connection, this::warnOfWrites);
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  private void warnOfWrites() {
    if (warned.compareAndSet(false, true)) {
      log.warn(
          "{}: the connections are meant to be read-only, but this database's driver does not"
              + " support that, and what is written by them is written",
          poolName());
    }
  }

  /** Opens a connection of its own, since a database in memory would end with the pool's last. */
  private synchronized void holdOpen(@Nullable String asUser, @Nullable String withPassword)
      throws SQLException {
    if (anchor == null && !closed) {
      anchor = connect(asUser, withPassword);
    }
  }

  private Connection connect(@Nullable String asUser, @Nullable String withPassword)
      throws SQLException {
    Properties properties = new Properties();
    properties.putAll(url.secrets());
    if (asUser != null) {
      properties.setProperty("user", asUser);
    }
    if (withPassword != null) {
      properties.setProperty("password", withPassword);
    }
    Product product = url.product();
    if (product != null && loginTimeoutSeconds() > 0) {
      product.limitLogin(url.url(), properties, loginTimeoutSeconds());
    }
    Connection connection = driver.connect(url.url(), properties);
    if (connection == null) {
      throw new SQLException(driver.getClass().getName() + " does not take the URL " + url);
    }
    return connection;
  }

  @Override
  protected boolean returned(Connection connection) throws SQLException {
    return connection.unwrap(JdbcConnection.class).reset();
  }

  @Override
  protected synchronized void close() throws SQLException {
    closed = true;
    if (anchor != null) {
      anchor.close();
      anchor = null;
    }
  }

  /** Returns the URL, without its secrets. */
  @Override
  public String toString() {
    return url.url();
  }
}
