package io.github.guicesql.sqlmodule.internal.connection;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Forwards all calls to another connection, except those that end its use. As thread-safe as the
 * other connection.
 */
public abstract class ForwardingConnection implements Connection {

  /** Called by the constructors of subclasses. */
  protected ForwardingConnection() {}

  /**
   * Returns the connection that the calls are forwarded to.
   *
   * @throws SQLException if this connection can no longer be used
   */
  protected abstract Connection delegate() throws SQLException;

  /** Called with each statement that was created; the default implementation only returns it. */
  protected <T extends Statement> T created(T statement) throws SQLException {
    return statement;
  }

  /**
   * Unwraps to the pool's connection and what is below it, or to this object for a type that it
   * has.
   */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    return type.isInstance(delegate()) ? type.cast(delegate()) : delegate().unwrap(type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || type.isInstance(delegate()) || delegate().isWrapperFor(type);
  }

  @Override
  public Statement createStatement() throws SQLException {
    return created(delegate().createStatement());
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return created(delegate().prepareStatement(sql));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return created(delegate().prepareCall(sql));
  }

  @Override
  public final String nativeSQL(String sql) throws SQLException {
    return delegate().nativeSQL(sql);
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    delegate().setAutoCommit(autoCommit);
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return delegate().getAutoCommit();
  }

  @Override
  public void commit() throws SQLException {
    delegate().commit();
  }

  @Override
  public void rollback() throws SQLException {
    delegate().rollback();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate().isClosed();
  }

  @Override
  public final DatabaseMetaData getMetaData() throws SQLException {
    return delegate().getMetaData();
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    delegate().setReadOnly(readOnly);
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return delegate().isReadOnly();
  }

  @Override
  public void setCatalog(@Nullable String catalog) throws SQLException {
    delegate().setCatalog(catalog);
  }

  @Override
  public final @Nullable String getCatalog() throws SQLException {
    return delegate().getCatalog();
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    delegate().setTransactionIsolation(level);
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return delegate().getTransactionIsolation();
  }

  @Override
  public final @Nullable SQLWarning getWarnings() throws SQLException {
    return delegate().getWarnings();
  }

  @Override
  public final void clearWarnings() throws SQLException {
    delegate().clearWarnings();
  }

  @Override
  public Statement createStatement(int resultSetType, int resultSetConcurrency)
      throws SQLException {
    return created(delegate().createStatement(resultSetType, resultSetConcurrency));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int resultSetType, int resultSetConcurrency)
      throws SQLException {
    return created(delegate().prepareStatement(sql, resultSetType, resultSetConcurrency));
  }

  @Override
  public CallableStatement prepareCall(String sql, int resultSetType, int resultSetConcurrency)
      throws SQLException {
    return created(delegate().prepareCall(sql, resultSetType, resultSetConcurrency));
  }

  @Override
  public final Map<String, Class<?>> getTypeMap() throws SQLException {
    return delegate().getTypeMap();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    delegate().setTypeMap(map);
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    delegate().setHoldability(holdability);
  }

  @Override
  public final int getHoldability() throws SQLException {
    return delegate().getHoldability();
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return delegate().setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return delegate().setSavepoint(name);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    delegate().rollback(savepoint);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    delegate().releaseSavepoint(savepoint);
  }

  @Override
  public Statement createStatement(
      int resultSetType, int resultSetConcurrency, int resultSetHoldability) throws SQLException {
    return created(
        delegate().createStatement(resultSetType, resultSetConcurrency, resultSetHoldability));
  }

  @Override
  public PreparedStatement prepareStatement(
      String sql, int resultSetType, int resultSetConcurrency, int resultSetHoldability)
      throws SQLException {
    return created(
        delegate()
            .prepareStatement(sql, resultSetType, resultSetConcurrency, resultSetHoldability));
  }

  @Override
  public CallableStatement prepareCall(
      String sql, int resultSetType, int resultSetConcurrency, int resultSetHoldability)
      throws SQLException {
    return created(
        delegate().prepareCall(sql, resultSetType, resultSetConcurrency, resultSetHoldability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    return created(delegate().prepareStatement(sql, autoGeneratedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    return created(delegate().prepareStatement(sql, columnIndexes));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return created(delegate().prepareStatement(sql, columnNames));
  }

  @Override
  public final Clob createClob() throws SQLException {
    return delegate().createClob();
  }

  @Override
  public final Blob createBlob() throws SQLException {
    return delegate().createBlob();
  }

  @Override
  public final NClob createNClob() throws SQLException {
    return delegate().createNClob();
  }

  @Override
  public final SQLXML createSQLXML() throws SQLException {
    return delegate().createSQLXML();
  }

  @Override
  public boolean isValid(int timeout) throws SQLException {
    return delegate().isValid(timeout);
  }

  private Connection usable() throws SQLClientInfoException {
    try {
      return delegate();
    } catch (SQLException e) {
      throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
    }
  }

  @Override
  public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
    usable().setClientInfo(name, value);
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    usable().setClientInfo(properties);
  }

  @Override
  public final @Nullable String getClientInfo(String name) throws SQLException {
    return delegate().getClientInfo(name);
  }

  @Override
  public final Properties getClientInfo() throws SQLException {
    return delegate().getClientInfo();
  }

  @Override
  public final Array createArrayOf(String typeName, @Nullable Object[] elements)
      throws SQLException {
    return delegate().createArrayOf(typeName, elements);
  }

  @Override
  public final Struct createStruct(String typeName, @Nullable Object[] attributes)
      throws SQLException {
    return delegate().createStruct(typeName, attributes);
  }

  @Override
  public void setSchema(@Nullable String schema) throws SQLException {
    delegate().setSchema(schema);
  }

  @Override
  public final @Nullable String getSchema() throws SQLException {
    return delegate().getSchema();
  }

  @Override
  public final void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
    delegate().setNetworkTimeout(executor, milliseconds);
  }

  @Override
  public final int getNetworkTimeout() throws SQLException {
    return delegate().getNetworkTimeout();
  }

  @Override
  public final void beginRequest() throws SQLException {
    delegate().beginRequest();
  }

  @Override
  public final void endRequest() throws SQLException {
    delegate().endRequest();
  }

  @Override
  public final boolean setShardingKeyIfValid(
      ShardingKey shardingKey, @Nullable ShardingKey superShardingKey, int timeout)
      throws SQLException {
    return delegate().setShardingKeyIfValid(shardingKey, superShardingKey, timeout);
  }

  @Override
  public final boolean setShardingKeyIfValid(ShardingKey shardingKey, int timeout)
      throws SQLException {
    return delegate().setShardingKeyIfValid(shardingKey, timeout);
  }

  @Override
  public final void setShardingKey(ShardingKey shardingKey, @Nullable ShardingKey superShardingKey)
      throws SQLException {
    delegate().setShardingKey(shardingKey, superShardingKey);
  }

  @Override
  public final void setShardingKey(ShardingKey shardingKey) throws SQLException {
    delegate().setShardingKey(shardingKey);
  }
}
