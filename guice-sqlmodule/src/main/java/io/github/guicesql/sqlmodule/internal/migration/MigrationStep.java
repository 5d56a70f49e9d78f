package io.github.guicesql.sqlmodule.internal.migration;

import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.MigrationResult;
import io.github.guicesql.sqlmodule.SqlBuildException;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs single migrations, and makes the errors of one database's migrations. */
public final class MigrationStep {

  private static final Logger log = LoggerFactory.getLogger(Migration.class);

  /** The SQLSTATE for a connection that cannot be established. */
  private static final String NO_CONNECTION = "08001";

  private final Migrated database;

  /** Creates an object for the migrations of one database. */
  public MigrationStep(Migrated database) {
    this.database = database;
  }

  /**
   * Runs a migration.
   *
   * @throws SQLException if it fails; its cause is a {@link SqlBuildException}
   */
  public void run(Migration migration, DataSource source) throws SQLException {
    long began = System.nanoTime();
    boolean done = false;
    try {
      migration.migrate(source);
      done = true;
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw failure("The migration " + migration.name() + " failed: " + described(e), e);
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      MigrationResult result = new MigrationResult(migration.name(), !done, took);
      database.migrated(result);
      if (done) { // a failure is reported by whoever gets the exception
        log.info("{}: {}", database.name(), result);
      }
    }
  }

  /** Returns the exception for a problem of the migrations. */
  public SQLException failure(String problem, @Nullable Throwable cause) {
    SqlBuildException typed = database.failure(problem, cause);
    return new SQLException(typed.getMessage(), NO_CONNECTION, typed);
  }

  /** Returns the exception for a refusal by the database or its driver, with its SQLSTATE. */
  public SQLException refusal(String problem, SQLException cause) {
    SqlBuildException typed = database.failure(problem + described(cause), cause);
    return new SQLException(typed.getMessage(), cause.getSQLState(), cause.getErrorCode(), typed);
  }

  private static String described(Throwable e) {
    return e instanceof SQLException refusal && refusal.getSQLState() != null
        ? "SQLSTATE " + refusal.getSQLState() + ": " + e.getMessage()
        : e.toString();
  }
}
