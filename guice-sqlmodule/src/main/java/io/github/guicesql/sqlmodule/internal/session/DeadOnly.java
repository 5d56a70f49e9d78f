package io.github.guicesql.sqlmodule.internal.session;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.function.Predicate;

/**
 * Makes the pool evict a connection if, and only if, an exception means that the connection is
 * dead.
 *
 * <p>HikariCP's default depends on SQLSTATEs. It closes the connection in the middle of a
 * transaction after an error that failed only the statement: "feature not supported", or whatever
 * state a stored procedure or a foreign server reports.
 */
public final class DeadOnly implements SQLExceptionOverride {

  private final Predicate<? super SQLException> dead;

  /**
   * Creates an override that uses the driver's knowledge.
   *
   * @param dead returns whether an exception, without those chained to it, means that its
   *     connection is dead
   */
  public DeadOnly(Predicate<? super SQLException> dead) {
    this.dead = dead;
  }

  @java.lang.Override
  public Override adjudicate(SQLException thrown) {
    for (SQLException each = thrown; each != null; each = each.getNextException()) {
      if (dead.test(each)) {
        return Override.MUST_EVICT;
      }
    }
    return Override.DO_NOT_EVICT;
  }
}
