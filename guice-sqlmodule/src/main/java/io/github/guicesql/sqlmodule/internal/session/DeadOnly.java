package io.github.guicesql.sqlmodule.internal.session;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.function.Predicate;

/**
 * Has the pool evict a connection if, and only if, an exception says that it is dead.
 *
 * <p>HikariCP by itself goes by SQLSTATEs, and closes the connection in the middle of a transaction
 * for an error of which only the statement died: "feature not supported", or whatever state a
 * stored procedure or a foreign server reports.
 */
public final class DeadOnly implements SQLExceptionOverride {

  private final Predicate<? super SQLException> dead;

  /**
   * Goes by the driver's knowledge.
   *
   * @param dead whether an exception, apart from those that it is chained with, tells that the
   *     connection it comes from is dead
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
