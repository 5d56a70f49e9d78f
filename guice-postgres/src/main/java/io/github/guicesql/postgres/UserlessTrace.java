package io.github.guicesql.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.core.v3.ConnectionFactoryImpl;
import org.postgresql.core.v3.QueryExecutorImpl;

/**
 * Keeps the user out of what pgjdbc traces at {@code FINE} and finer. Four kinds of record name it:
 * the startup packet, a server's error, the exception made of that, and the server's report of who
 * is logged in. The exception, which is thrown anyway, is taken off its record, the others are left
 * out; all else is traced as ever. A filter that somebody has set stays in force.
 */
final class UserlessTrace implements Filter {

  /** Held: {@code java.util.logging} forgets a logger that nobody holds, and its filter with it. */
  private static final List<Logger> LOGGERS =
      Stream.of(Driver.class, ConnectionFactoryImpl.class, QueryExecutorImpl.class)
          .map(traced -> Logger.getLogger(traced.getName()))
          .toList();

  private final @Nullable Filter next;

  private UserlessTrace(@Nullable Filter next) {
    this.next = next;
  }

  /** Done once, however often it is called. */
  static synchronized void install() {
    for (Logger logger : LOGGERS) {
      Filter there = logger.getFilter();
      if (!(there instanceof UserlessTrace)) {
        logger.setFilter(new UserlessTrace(there));
      }
    }
  }

  @Override
  public boolean isLoggable(LogRecord traced) {
    if (namesUser(traced)) {
      return false;
    }
    if (traced.getThrown() instanceof SQLException) {
      traced.setThrown(null);
    }
    return next == null || next.isLoggable(traced);
  }

  private static boolean namesUser(LogRecord traced) {
    String message = String.valueOf(traced.getMessage());
    return message.contains("StartupPacket(")
        || message.contains("ErrorMessage(")
        || (message.contains("ParameterStatus(")
            && Stream.ofNullable(traced.getParameters())
                .flatMap(Stream::of)
                .anyMatch("session_authorization"::equals));
  }
}
