package io.github.guicesql.sqlite;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.Statistic;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.MigrationLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Opens the pool's connections, and knows each one that is open: when it closes, no file handle,
 * lock or journal of the pool is left, whatever became of a borrowed connection.
 */
final class SqliteHandle extends DriverHandle {

  private static final String PAGES =
      "SELECT page_count, max_page_count, freelist_count"
          + " FROM pragma_page_count, pragma_max_page_count, pragma_freelist_count";

  private static final long BUSY_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final SqliteLocation location;
  private final Properties properties;
  private final int statementCacheSize;
  private final List<ConnectionSetup> setups;
  private final @Nullable DatabaseFile file;
  private final @Nullable Function<Path, LogSync> logSyncs;
  private final boolean exclusive;
  private final AtomicInteger savepoints = new AtomicInteger();
  private final StatementCaches caches = new StatementCaches();

  /** The connections that are open, those included that the pool does not know yet. */
  private final Set<SqliteConnection> opened = ConcurrentHashMap.newKeySet();

  private final SqliteModule module;
  private final HikariConfig pool;

  /**
   * Held while a connection closes. The last one to close a file in WAL mode removes the {@code
   * -wal} file; of two that close at the same time, neither might find itself to be the last.
   */
  private final Object closeLock = new Object();

  /** Keeps a database in memory alive while the pool has no connection. */
  private @Nullable SqliteConnection keeper;

  /** Looked up when the first connection is opened. */
  private @Nullable ProcessFile processFile;

  /**
   * Creates a handle.
   *
   * @param logSyncs makes the log's syncs, if the commits share them; if null, SQLite syncs
   * @param exclusive whether the location is for this process alone
   */
  SqliteHandle(
      SqliteLocation location,
      Properties properties,
      @Nullable Function<Path, LogSync> logSyncs,
      boolean exclusive,
      int statementCacheSize,
      List<ConnectionSetup> setups,
      SqliteModule module,
      HikariConfig pool) {
    this.pool = pool;
    this.location = location;
    this.properties = properties;
    this.logSyncs = logSyncs;
    this.exclusive = exclusive;
    this.statementCacheSize = statementCacheSize;
    this.setups = setups;
    Path path = location.file().orElse(null);
    file = path == null ? null : new DatabaseFile(path, !location.readOnly());
    this.module = module;
  }

  /** The gate of this file's writers, in whichever pool; null if the file is only read. */
  @Nullable WriteGate gate() {
    return location.readOnly() ? null : processFile().gate();
  }

  /** The sync that makes commits durable, in whichever pool; null if SQLite does it itself. */
  @Nullable LogSync logSync() {
    return logSyncs == null ? null : processFile().logSync(logSyncs);
  }

  private synchronized ProcessFile processFile() {
    ProcessFile known = processFile;
    if (known == null) {
      known = ProcessFile.of(location.canonicalName());
      processFile = known;
    }
    return known;
  }

  int statementCacheSize() {
    return statementCacheSize;
  }

  /** Where the connections publish what happens. */
  DatabaseObserver events() {
    return observer();
  }

  @Override
  protected List<Statistic> statistics() {
    return List.of(
        Statistic.counter(
            "statement.cache.hits",
            "Statements that were found compiled when they were prepared",
            caches::hits),
        Statistic.counter(
            "statement.cache.misses",
            "Statements that were compiled when they were prepared",
            caches::misses),
        Statistic.gauge(
            "statement.cache.bytes",
            "Estimated memory of the compiled statements that nobody uses, of all connections",
            caches::size),
        Statistic.gauge(
            "write.waiting",
            "Writers that wait for their turn to write to the file, of all pools of this process",
            this::waitingWriters));
  }

  private long waitingWriters() {
    WriteGate gate = gate();
    return gate == null ? 0 : gate.waiting();
  }

  /** An id for a savepoint, unlike that of all others. */
  int nextSavepoint() {
    return savepoints.incrementAndGet();
  }

  /**
   * Refuses to go on with a file that was replaced, removed or given another name, if that was
   * noticed: the file system is asked now and then.
   */
  void checkFile() throws SQLException {
    if (file != null) {
      file.check();
    }
  }

  /** The same question now and then, for each connection that is returned. */
  boolean wasFileInPlace() {
    return file == null || file.wasInPlace();
  }

  boolean isFileInPlace() {
    return file == null || file.isInPlace();
  }

  @Override
  protected Connection open(@Nullable Credentials credentials) throws SQLException {
    try {
      keepAlive();
      return openPatiently();
    } catch (SQLException e) {
      SqlBuildException cause = module.openFailure(location, e);
      throw new SQLException(cause.getMessage(), SqlStates.ofOpening(e), e.getErrorCode(), cause);
    }
  }

  /** Restores what the pool's own resetting does not know of. */
  @Override
  protected boolean returned(Connection connection) throws SQLException {
    return ((SqliteConnection) connection).endBorrow(pool.isAutoCommit(), pool.isReadOnly());
  }

  /** The driver tells nobody that a function or a collation was registered. */
  @Override
  protected void unwrapped(Connection connection) {
    ((SqliteConnection) connection).unwrapped();
  }

  /**
   * Asks on a connection that was opened for this question alone: one that is kept would keep the
   * old file of a name that leads to another one now.
   */
  @Override
  protected @Nullable String probe(Connection connection) throws SQLException {
    try (connection) {
      String full = fullness(connection);
      return full == null && file != null ? file.unwritable() : full;
    }
  }

  private static @Nullable String fullness(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet pages = statement.executeQuery(PAGES)) {
      pages.next();
      boolean full = pages.getLong(1) >= pages.getLong(2) && pages.getLong(3) == 0;
      return full ? "The file has as many pages as max_page_count allows." : null;
    }
  }

  private synchronized void keepAlive() throws SQLException {
    if (location.inMemory() && keeper == null) {
      keeper = openPatiently();
    }
  }

  /**
   * Two processes that open a new file at the same moment both want to switch it to WAL, and SQLite
   * does not wait for that lock; so the wait is here.
   */
  private SqliteConnection openPatiently() throws SQLException {
    long deadline =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(properties.getProperty("busy_timeout")));
    while (true) {
      try {
        return openOnce();
      } catch (SQLException e) {
        if (e.getErrorCode() != SQLiteErrorCode.SQLITE_BUSY.code) {
          throw e;
        }
        if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
          throw locked(e);
        }
      }
      LockSupport.parkNanos(BUSY_RETRY_NANOS);
    }
  }

  private SQLException locked(SQLException e) {
    String why =
        exclusive
            ? "Another process has it open, and with SQLITE_EXCLUSIVE=true it is for one process"
                + " alone. Stop the other one, or leave the key out of both."
            : "Another process has it locked for itself, as one with SQLITE_EXCLUSIVE=true does as"
                + " long as it has a connection.";
    return new SQLException(
        why + " " + e.getMessage(), SqlStates.named(e).getSQLState(), e.getErrorCode(), e);
  }

  private SqliteConnection openOnce() throws SQLException {
    if (file != null) {
      file.beforeOpening();
    }
    SqliteConnection connection = construct();
    opened.add(connection);
    caches.opened(connection.statements());
    try {
      check(connection);
      if (file != null) {
        file.opened();
      }
      connection.opened();
      setUp(connection);
      return connection;
    } catch (Throwable e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  private SqliteConnection construct() throws SQLException {
    processFile().opens(exclusive);
    boolean constructed = false;
    try {
      SqliteConnection connection = new SqliteConnection(location.fileName(), properties, this);
      constructed = true;
      return connection;
    } finally {
      if (!constructed) {
        processFile().closed();
      }
    }
  }

  private void setUp(SqliteConnection connection) throws SQLException {
    for (ConnectionSetup setup : setups) {
      try {
        setup.setUp(connection);
      } catch (RuntimeException e) {
        throw new SQLException("The setup of a connection failed; the cause says why.", e);
      }
    }
    // A setup's changes stay on the connection, except for an open transaction.
    connection.endBorrow(true, location.readOnly());
    connection.clearWarnings();
  }

  /** SQLite reads nothing of a file until it must, and keeps silent if it cannot set a pragma. */
  private void check(SqliteConnection connection) throws SQLException {
    pragma(connection, "schema_version");
    String wanted = properties.getProperty("journal_mode");
    if (wanted != null && !wanted.equals(pragma(connection, "journal_mode"))) {
      throw new SQLException("SQLite cannot keep a journal in mode " + wanted + " there.");
    }
  }

  private static String pragma(SqliteConnection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA " + name)) {
      result.next();
      return result.getString(1);
    }
  }

  /** Closes a connection of this data source, one at a time. */
  void close(SqliteConnection connection) throws SQLException {
    synchronized (closeLock) {
      connection.closeDatabase();
      if (opened.remove(connection)) {
        caches.closed(connection.statements());
        processFile().closed();
      }
      if (file != null && opened.isEmpty()) {
        file.closed();
      }
    }
    forget(connection);
  }

  @Override
  protected MigrationLock lockForMigrations(DataSource source, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    if (location.readOnly()) {
      return MigrationLock.NONE;
    }
    if (location.inMemory()) {
      return MigrationPermit.acquire(location.canonicalName(), limit);
    }
    source.getConnection().close(); // reports what is wrong with the path, and creates the file
    return MigrationFile.acquire(Path.of(processFile().name()), limit);
  }

  /** Closes what keeps a database in memory. */
  @Override
  protected synchronized void close() throws SQLException {
    if (keeper != null) {
      keeper.close();
    }
  }

  /** The file. */
  @Override
  public String toString() {
    return location.toString();
  }
}
