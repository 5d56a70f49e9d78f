package io.github.guicesql.sqlmodule.internal.session;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the pool evict a connection if, and only if, an exception means that the connection is
 * dead.
 *
 * <p>HikariCP's default depends on SQLSTATEs. It closes the connection in the middle of a
 * transaction after an error that failed only the statement: "feature not supported", or whatever
 * state a stored procedure or a foreign server reports.
 */
public final class DeadOnly implements SQLExceptionOverride {

  private static final Logger log = LoggerFactory.getLogger(DeadOnly.class);

  private final Predicate<? super SQLException> dead;

  private DeadOnly(Predicate<? super SQLException> dead) {
    this.dead = dead;
  }

  /**
   * Gives the pool an override that uses the driver's knowledge. HikariCP 5 takes no such object
   * and keeps its default.
   *
   * @param dead returns whether an exception, without those chained to it, means that its
   *     connection is dead
   */
  public static void decideFor(HikariConfig pool, Predicate<? super SQLException> dead) {
    DeadOnly override = new DeadOnly(dead);
    try {
      pool.setExceptionOverride(override);
    } catch (NoSuchMethodError e) {
      log.debug("{}: HikariCP decides itself which errors end a connection", pool.getPoolName(), e);
    }
  }

  @java.lang.Override
  public Override adjudicate(SQLException thrown) {
    for (SQLException each = thrown; each != null; each = each.getNextException()) {
      if (dead.test(each)) {
        return evict();
      }
    }
    return Override.DO_NOT_EVICT;
  }

  /** Without the stronger answer, HikariCP's own rules still apply to the exception. */
  private static Override evict() {
    try {
      return Override.MUST_EVICT;
    } catch (NoSuchFieldError e) {
      return Override.CONTINUE_EVICT;
    }
  }
}
