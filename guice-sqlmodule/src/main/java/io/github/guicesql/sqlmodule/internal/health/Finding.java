package io.github.guicesql.sqlmodule.internal.health;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.PoolUse;
import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import java.io.EOFException;
import java.math.BigDecimal;
import java.net.SocketException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a probe has found. Immutable.
 *
 * @param state the state of the database
 * @param sqlState the SQLSTATE of the failure, if there is one
 * @param cause what is wrong, without secrets; null if nothing is
 */
public record Finding(Health.State state, @Nullable String sqlState, @Nullable String cause) {

  /** The answer of a database that is closed. */
  public static final Finding CLOSED = new Finding(Health.State.CLOSED, null, null);

  /** The answer of a database that nobody has used. */
  public static final Finding NOT_STARTED = new Finding(Health.State.NOT_STARTED, null, null);

  private static final int MAX_LENGTH = 600;
  private static final int MAX_CHAIN = 20;

  /** The answer of a database that answers, with the reason why it cannot be written to. */
  static Finding answered(@Nullable String readOnly) {
    return readOnly == null
        ? new Finding(Health.State.UP, null, null)
        : new Finding(Health.State.READ_ONLY, null, Redaction.masked(readOnly, MAX_LENGTH));
  }

  /** The answer of a database that answers while its pool is exhausted. */
  public static Finding busy(PoolUse use) {
    return new Finding(Health.State.BUSY, null, "the pool is exhausted: " + use);
  }

  /** The answer of a database that has not answered in time. */
  static Finding late(Duration limit) {
    String millis = BigDecimal.valueOf(limit.toNanos(), 6).stripTrailingZeros().toPlainString();
    return new Finding(Health.State.DOWN, null, "no answer within " + millis + " ms");
  }

  /** The answer of a database that could not be asked. */
  static Finding failed(Throwable failure) {
    List<Throwable> chain = chain(failure);
    String sqlState = sqlState(chain);
    boolean refused = (sqlState != null && isRefusal(sqlState)) || isRefusedByTls(chain);
    return new Finding(
        refused ? Health.State.REFUSED : Health.State.DOWN, sqlState, describe(chain));
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    Throwable next = failure;
    while (next != null && chain.size() < MAX_CHAIN) {
      chain.add(next);
      next = next.getCause();
    }
    return chain;
  }

  private static @Nullable String sqlState(List<Throwable> chain) {
    for (Throwable one : chain) {
      if (one instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }

  /**
   * Returns whether a server has answered and refused: a login (28), a database that does not exist
   * (3D) or was dropped (57P04), a missing permission (42), a connection (08004), too many of them
   * (53).
   */
  private static boolean isRefusal(String sqlState) {
    return sqlState.startsWith("28")
        || sqlState.startsWith("3D")
        || sqlState.startsWith("42")
        || sqlState.startsWith("53")
        || sqlState.equals("57P04")
        || sqlState.equals("08004");
  }

  /** Returns whether TLS was refused by either side, rather than cut off by a dying server. */
  private static boolean isRefusedByTls(List<Throwable> chain) {
    return chain.stream().anyMatch(SSLException.class::isInstance)
        && chain.stream().noneMatch(e -> e instanceof EOFException || e instanceof SocketException);
  }

  /** Returns the text of the failure, and of its root, which often says more. */
  private static String describe(List<Throwable> chain) {
    String first = text(chain.get(0));
    String root = text(chain.get(chain.size() - 1));
    return Redaction.masked(first.contains(root) ? first : first + " (" + root + ")", MAX_LENGTH);
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message.strip();
  }

  /** The finding as the health of a database. */
  Health of(Database database, Duration took) {
    return new Health(
        database.tokens(),
        database.dialect(),
        state,
        took,
        Optional.ofNullable(sqlState),
        Optional.ofNullable(cause));
  }
}
