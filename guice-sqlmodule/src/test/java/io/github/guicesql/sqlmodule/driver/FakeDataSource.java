package io.github.guicesql.sqlmodule.driver;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcConnection;

/** A driver's data source with real connections and a fault where a test wants one. */
public final class FakeDataSource implements DataSource, AutoCloseable {

  /** What happens before a connection is opened, or the data source is closed. */
  public interface Fault {
    void strike() throws Exception;
  }

  public final List<Connection> opened = new CopyOnWriteArrayList<>();
  public final AtomicInteger closed = new AtomicInteger();
  public final AtomicInteger attempts = new AtomicInteger();

  private final String url = "jdbc:h2:mem:" + H2Module.freshDatabase();
  private volatile Fault onConnect = () -> {};
  private volatile Fault onClose = () -> {};
  private volatile Fault onValidation = () -> {};

  private volatile boolean dead;

  public FakeDataSource onConnect(Fault fault) {
    onConnect = fault;
    return this;
  }

  public FakeDataSource onValidation(Fault fault) {
    onValidation = fault;
    return this;
  }

  public FakeDataSource onClose(Fault fault) {
    onClose = fault;
    return this;
  }

  public FakeDataSource handsOutDeadConnections() {
    dead = true;
    return this;
  }

  @Override
  public Connection getConnection() throws SQLException {
    attempts.incrementAndGet();
    strike(onConnect);
    Connection connection = new AbortableConnection(url, onValidation);
    opened.add(connection);
    if (dead) {
      connection.close();
    }
    return connection;
  }

  public boolean allConnectionsClosed() {
    return opened.stream().allMatch(FakeDataSource::isClosed);
  }

  @Override
  public void close() throws SQLException {
    closed.incrementAndGet();
    strike(onClose);
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void strike(Fault fault) throws SQLException {
    try {
      fault.strike();
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    } catch (Exception e) {
      throw new SQLException(e);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 1;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("not a wrapper");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  /** H2's own {@code abort} does nothing, other than those of PostgreSQL's and MySQL's drivers. */
  private static final class AbortableConnection extends JdbcConnection {

    private final Fault onValidation;

    AbortableConnection(String url, Fault onValidation) throws SQLException {
      super(url, new Properties(), "sa", "", false);
      this.onValidation = onValidation;
    }

    @Override
    public boolean isValid(int timeout) {
      try {
        strike(onValidation);
      } catch (SQLException e) {
        return false;
      }
      return super.isValid(timeout);
    }

    @Override
    public void abort(Executor executor) {
      try {
        close();
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }
}
