package io.github.guicesql.slowlog;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs the statements that take longer than a threshold, for every database of the injector that
 * has one. Installed once, at the root, beside the driver modules.
 *
 * <ul>
 *   <li>Requires nothing.
 *   <li>Adds a decorator of data sources to the set of {@link DatabaseListener}.
 * </ul>
 *
 * <p>Configuration, one key per database, which begins with the driver's prefix and has the
 * database's name as its other keys do: {@code SQLITE_SLOW_THRESHOLD}, {@code
 * POSTGRES_ANALYTICS_SLOW_THRESHOLD}. A duration from 1 ms to 1 hour; 0, the default, turns the log
 * off, and the data source is then not wrapped. An invalid value fails the build of that database
 * with a {@link SqlConfigException}.
 *
 * <p>A statement is one line of level {@code WARN} in the log {@code io.github.guicesql.slowlog}:
 * token, duration, rows if it changed some, text, and the frame of the caller. Literals in the text
 * are replaced by question marks and comments are left out; parameters are never logged. A text
 * ends after 1,000 characters. At most 10 lines are logged per database in 10 seconds, and the next
 * line says how many were left out.
 *
 * <p>The duration is that of the statement's execution. What a query's result takes to be read is
 * not in it, nor is a commit.
 */
public final class SlowLogModule extends AbstractModule {

  private final ConfigSource source;

  /** Creates a module that reads the thresholds from the environment. */
  public SlowLogModule() {
    this(ConfigSource.environment());
  }

  /** Creates a module that reads the thresholds from another source. */
  public SlowLogModule(ConfigSource source) {
    this.source = source;
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
