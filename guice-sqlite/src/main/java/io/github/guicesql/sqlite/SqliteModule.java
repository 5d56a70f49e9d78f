package io.github.guicesql.sqlite;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.driver.PoolSettings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sqlite.SQLiteOpenMode;

/**
 * A SQLite database.
 *
 * <ul>
 *   <li>Requires {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry}.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name.
 *   <li>Exposes {@code @Named("database.reader") DataSource}, too, with {@link
 *       SqlOptions#withReader()}.
 * </ul>
 *
 * <p>Configuration, each key with the database's name after {@code SQLITE} if it has one:
 *
 * <ul>
 *   <li>{@code SQLITE_PATH}, required: a file's path, {@code file:} URI or {@code jdbc:sqlite:}
 *       URL, or {@code :memory:} for one database shared by the whole pool, private to this module
 *       and gone when the pool closes. Parameters may follow a question mark: SQLite's {@code
 *       mode}, {@code immutable} and the like, the driver's pragmas, and Go's ({@code
 *       _busy_timeout}); they win over the keys below, and one that cannot be honoured is refused
 *       by name.
 *   <li>{@code SQLITE_MAX_OPEN_CONNS}: 16. As many as there are busy threads is best.
 *   <li>{@code SQLITE_MAX_IDLE_CONNS}: 1. Connections are opened when they are needed; those that
 *       nobody has used for 10 minutes are closed, but for so many.
 *   <li>{@code SQLITE_CONNECT_TIMEOUT}: 0, which opens nothing when the database is injected.
 *   <li>{@code SQLITE_BUSY_TIMEOUT}: 5s. How long a writer waits for another one. More where
 *       several processes write much at a time: one may wait long for the others' lock.
 *   <li>{@code SQLITE_JOURNAL_MODE}: {@code wal}, so that readers and the writer never wait for
 *       each other.
 *   <li>{@code SQLITE_SYNCHRONOUS}: {@code full}, so that a commit which returned survives a power
 *       cut. {@code shared} keeps that, and lets the commits of many threads share one sync of the
 *       disk. {@code normal} is many times faster; a power cut may then lose the last commits,
 *       never the file.
 *   <li>{@code SQLITE_EXCLUSIVE}: {@code false}. {@code true} keeps all other processes out as long
 *       as there is a connection, and needs less CPU for it. Not on Windows.
 *   <li>{@code SQLITE_STATEMENT_CACHE_SIZE}: 100. How many prepared statements that nobody uses
 *       each connection keeps, so that preparing one again costs next to nothing; 0 for none. They
 *       take some 4 MB at the most.
 *   <li>{@code SQLITE_CONN_MAX_IDLE_TIME}: 10m. How long a connection that nobody uses stays open.
 *   <li>{@code SQLITE_BORROW_TIMEOUT}: 30s. How long a borrower waits for a connection.
 *   <li>{@code SQLITE_LEAK_THRESHOLD}, {@code SQLITE_INIT_SQL}, {@code SQLITE_AUTO_COMMIT}, {@code
 *       SQLITE_POOL_NAME} and {@code SQLITE_REGISTER_MBEANS}: as {@link
 *       io.github.guicesql.sqlmodule.driver.PoolSettings} says.
 *   <li>{@code SQLITE_MIGRATION_MODE}: {@code run}, or {@code skip} if something else migrates the
 *       database.
 *   <li>{@code SQLITE_MIGRATION_LOCK_TIMEOUT}: 5m. How long migrations wait for those of another
 *       process, which holds a lock on a file beside the database, named {@code …-migration}.
 *   <li>{@code SQLITE_READER_MAX_OPEN_CONNS}: as many as the database's; read if there is a reader.
 * </ul>
 *
 * <p>A transaction takes the write lock at its first statement ({@code BEGIN IMMEDIATE}), so that
 * it never fails half-way with {@code SQLITE_BUSY}. {@code connection.setReadOnly(true)} before the
 * first statement makes it a snapshot that takes no lock and refuses to write. Writers of this
 * process queue for the file in front of SQLite's lock, whichever pool they come from: none waits
 * long beside a free lock, and none for ever. One that waited for the busy timeout gets SQLite's
 * own {@code SQLITE_BUSY}. Foreign keys are enforced.
 *
 * @see <a href="https://www.sqlite.org/lang_transaction.html">SQLite: Transaction</a>
 * @see <a href="https://www.sqlite.org/wal.html">SQLite: Write-Ahead Logging</a>
 */
public final class SqliteModule extends DriverModule {

  private static final String SHARED = "shared";

  static final Setting<SqliteLocation> PATH =
      Setting.of(
              "path",
              SqliteLocation.class,
              SqliteLocation::parse,
              "the database's file, such as data/app.db, or :memory:")
          .required();

  /** A connection costs little, and to wait for one costs more than to wait for SQLite. */
  static final Setting<Integer> CONNECTIONS = MAX_OPEN_CONNS.withDefault(16);

  static final Setting<Duration> BUSY_TIMEOUT =
      Setting.of(
              "busy-timeout",
              Duration.class,
              SettingParser.duration(Duration.ofMillis(1), Duration.ofHours(24)),
              "how long a writer waits for another one")
          .withDefault(Duration.ofSeconds(5));

  static final Setting<String> JOURNAL_MODE =
      Setting.of(
              "journal-mode",
              String.class,
              SettingParser.oneOf("wal", "delete", "truncate", "persist", "memory", "off"),
              "how SQLite keeps a transaction undoable")
          .withDefault("wal");

  static final Setting<String> SYNCHRONOUS =
      Setting.of(
              "synchronous",
              String.class,
              SettingParser.oneOf("full", SHARED, "normal", "extra", "off"),
              "what a commit waits for")
          .withDefault("full");

  static final Setting<Boolean> EXCLUSIVE =
      Setting.of(
              "exclusive",
              Boolean.class,
              SettingParser.flag(),
              "whether the file is for this process alone")
          .withDefault(false);

  static final Setting<Integer> STATEMENT_CACHE_SIZE =
      Setting.of(
              "statement-cache-size",
              Integer.class,
              SettingParser.integer(0, 10_000),
              "how many idle prepared statements each connection keeps, 0 for none")
          .withDefault(100);

  /** One stays open, with what it has cached; a burst's others go after HikariCP's idle timeout. */
  static final Setting<Integer> IDLE_CONNECTIONS = MAX_IDLE_CONNS.withDefault(1);

  private final SqlOptions options;
  private final List<ConnectionSetup> setups;
  private final Function<Path, LogSync> logSyncs;

  /** The default database, configured by the environment. */
  public SqliteModule() {
    this(SqlOptions.defaults());
  }

  /** The database that the options name, configured as they say. */
  public SqliteModule(SqlOptions options) {
    this(options, List.of(), SqliteModule::logSync);
  }

  /**
   * For tests that replace the syncs.
   *
   * @param logSyncs makes the syncs of a log
   */
  SqliteModule(SqlOptions options, List<ConnectionSetup> setups, Function<Path, LogSync> logSyncs) {
    super(
        "sqlite",
        Dialect.SQLITE,
        options,
        List.of(
            PATH,
            BUSY_TIMEOUT,
            JOURNAL_MODE,
            SYNCHRONOUS,
            EXCLUSIVE,
            STATEMENT_CACHE_SIZE,
            CONNECTIONS,
            IDLE_CONNECTIONS,
            MIGRATION_MODE,
            MIGRATION_LOCK_TIMEOUT));
    this.options = options;
    this.setups = setups;
    this.logSyncs = logSyncs;
  }

  /**
   * The same module with one thing more to be done on each new connection, such as to register a
   * function or a collation; after what was given before. Two modules with equal options are the
   * same one to Guice only if their setups are equal, too: a lambda is equal to itself alone.
   */
  public SqliteModule withConnectionSetup(ConnectionSetup setup) {
    return new SqliteModule(
        options, Stream.concat(setups.stream(), Stream.of(setup)).toList(), logSyncs);
  }

  private static LogSync logSync(Path log) {
    return new SharedLogSync(new LogFile(log));
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
    SqliteLocation location = values.get(PATH);
    Properties properties = new Properties();
    properties.setProperty("foreign_keys", "on");
    properties.setProperty("busy_timeout", Long.toString(values.get(BUSY_TIMEOUT).toMillis()));
    if (location.hasJournal()) {
      properties.setProperty("journal_mode", values.get(JOURNAL_MODE));
      properties.setProperty("synchronous", values.get(SYNCHRONOUS));
    }
    if (location.readOnly()) {
      properties.setProperty("open_mode", Integer.toString(SQLiteOpenMode.READONLY.flag));
    }
    properties.putAll(location.pragmas());
    boolean shared = SHARED.equals(properties.getProperty("synchronous"));
    boolean exclusive = values.get(EXCLUSIVE) && !location.inMemory();
    check(shared, properties, exclusive, location);
    if (shared) {
      properties.setProperty("synchronous", "full"); // until a connection has opened the log
    }

    // A reader's connections are query-only. Opened read-only, the last one would leave the log.
    pool.setReadOnly(location.readOnly() || values.find(PoolSettings.READ_ONLY).orElse(false));
    // A local file's connections do not go stale, and what they have cached is worth keeping.
    pool.setMaxLifetime(0);
    pool.setKeepaliveTime(0);
    return new SqliteHandle(
        exclusive ? location.exclusive() : location,
        properties,
        shared ? logSyncs : null,
        exclusive,
        values.get(STATEMENT_CACHE_SIZE),
        setups,
        this,
        pool);
  }

  /** The failure to open a connection, named by the key of the path. */
  SqlBuildException openFailure(SqliteLocation location, SQLException cause) {
    return failure(
        BuildStage.OPEN,
        key(PATH) + " = \"" + location + "\" cannot be opened. " + cause.getMessage(),
        cause);
  }

  /** Checks combinations of settings. */
  private void check(
      boolean shared, Properties properties, boolean exclusive, SqliteLocation location) {
    List<ConfigProblem> problems = new ArrayList<>();
    String journalMode = properties.getProperty("journal_mode", "wal");
    if (shared && !journalMode.equals("wal")) {
      problems.add(
          problem(
              SYNCHRONOUS,
              SHARED,
              "Commits can share the syncs of the log only, and the journal mode "
                  + journalMode
                  + " has none.",
              "Write full instead, or let " + key(JOURNAL_MODE).key() + " be wal."));
    }
    if (exclusive && location.readOnly()) {
      problems.add(
          problem(
              EXCLUSIVE,
              "true",
              "The file is only read, and SQLite locks nobody out of a file that it only reads.",
              "Leave it out."));
    }
    if (exclusive && !location.isOnPosix()) {
      problems.add(
          problem(
              EXCLUSIVE,
              "true",
              "SQLite can do that on POSIX systems only: it has no file system unix-excl here.",
              "Leave it out."));
    }
    if (!problems.isEmpty()) {
      throw new SqlConfigException("sqlite", options.database().db(), problems);
    }
  }

  private ConfigProblem problem(Setting<?> setting, String value, String wrong, String remedy) {
    return new ConfigProblem(key(setting).key(), key(setting).token(), value, wrong, remedy);
  }

  @Override
  protected Object state() {
    return setups;
  }
}
