package io.github.guicesql.slowlog;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs the statements that take longer than a threshold, and the connections that are held for
 * longer than one, for every database of the injector that has such a threshold. Installed once, at
 * the root, beside the driver modules.
 *
 * <ul>
 *   <li>Requires nothing.
 *   <li>Adds a decorator of data sources to the set of {@link DatabaseListener}.
 * </ul>
 *
 * <p>Configuration, keys per database, which begin with the driver's prefix and have the database's
 * name as its other keys do. Each is a duration from 1 ms to 1 hour; 0, the default, turns it off,
 * and without both the data source is not wrapped. An invalid value fails the build of that
 * database with a {@link SqlConfigException}.
 *
 * <ul>
 *   <li>{@code SQLITE_SLOW_THRESHOLD}, {@code POSTGRES_ANALYTICS_SLOW_THRESHOLD}: from when a
 *       statement is slow.
 *   <li>{@code SQLITE_HELD_THRESHOLD}, {@code POSTGRES_ANALYTICS_HELD_THRESHOLD}: from when a
 *       connection is held for too long.
 * </ul>
 *
 * <p>A statement is one line of level {@code WARN} in the log {@code io.github.guicesql.slowlog}:
 * token, duration, the rows that it changed or that were read of its result, the name of its
 * transaction, text, and the caller's frame. Literals in the text are replaced by question marks
 * and comments are left out; parameters are never logged. A text ends after 1,000 characters, or
 * where it depends on the engine's or the session's modes where a literal ends. At most 10 lines
 * are logged per database in 10 seconds, and the next line says how many were left out.
 *
 * <p>The duration is that of the statement's execution. What a query's result takes to be read is
 * not in it, nor is a commit. The line of a query is written when its result is closed, be it with
 * its statement or its connection.
 *
 * <p>A connection is one line in the same log, with how long it has been held, its transaction, the
 * thread and the frame that borrowed it: when it is returned, when somebody else borrows meanwhile,
 * and when closing aborts it. Where it was borrowed is looked up at each borrow, which costs some
 * microseconds. HikariCP's {@code LEAK_THRESHOLD} prints a stack trace from a timer instead,
 * without the database.
 */
public final class SlowLogModule extends AbstractModule {

  private final ConfigSource source;

  /** Creates a module that reads the thresholds from the environment. */
  public SlowLogModule() {
    this(ConfigSource.environment());
  }

  /** Creates a module that reads the thresholds from another source. */
  public SlowLogModule(ConfigSource source) {
    this.source = requireNonNull(source, "source");
  }

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), DatabaseListener.class)
        .addBinding()
        .toInstance(new SlowLog(source));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SlowLogModule that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  /** Returns a description of the source of the thresholds. */
  @Override
  public String toString() {
    return "SlowLogModule(" + source + ")";
  }
}
