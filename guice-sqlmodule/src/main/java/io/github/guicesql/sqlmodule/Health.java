package io.github.guicesql.sqlmodule;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of a health check of one database. Immutable.
 *
 * @param database the tokens of the database
 * @param dialect the dialect of SQL that it speaks
 * @param state what was found
 * @param took how long the answer took, from the check on
 * @param sqlState the SQLSTATE of the failure, if the database or its driver gave one
 * @param cause what is wrong, for people; it never contains a secret. Empty if nothing is wrong
 */
public record Health(
    SqlTokens database,
    Dialect dialect,
    State state,
    Duration took,
    Optional<String> sqlState,
    Optional<String> cause) {

  /** What a health check finds. */
  public enum State {
    /** The database answers, and the pool has a connection to lend. */
    UP(true),
    /** The database answers; each connection of the pool is borrowed, so that borrowers wait. */
    BUSY(true),
    /**
     * The database answers and cannot be written to: a demoted primary; on SQLite, a full disk or a
     * file without the permission to write. A server does not say how full its disk is. A pool that
     * is read-only by its configuration is {@link #UP}.
     */
    READ_ONLY(false),
    /**
     * The database's server answers and refuses the login: a wrong password, no such database, a
     * TLS handshake that fails, too many connections.
     */
    REFUSED(false),
    /**
     * Nothing answers, or not in time; or the database's file is missing or damaged; or the source
     * of the credentials fails.
     */
    DOWN(false),
    /** Nobody has used the database yet, and the check does not open it. */
    NOT_STARTED(true),
    /** The data source is closed. */
    CLOSED(false);

    private final boolean ready;

    State(boolean ready) {
      this.ready = ready;
    }

    /**
     * Returns whether a service with a database in this state can take requests that read and
     * write: {@link #UP}, {@link #BUSY} and {@link #NOT_STARTED}. A busy database is ready, since
     * taking its service out of rotation moves the load to the others.
     */
    public boolean isReady() {
      return ready;
    }
  }

  /** Returns the fields as JSON in one line, for an endpoint: the time in milliseconds. */
  public String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("database", database.db());
    fields.put("dialect", dialect.id());
    fields.put("state", state);
    fields.put("ready", state.isReady());
    fields.put("tookMillis", took.toMillis());
    sqlState.ifPresent(found -> fields.put("sqlState", found));
    cause.ifPresent(text -> fields.put("cause", text));
    return JsonText.of(fields);
  }

  /** Returns one line with the token, the state, the time, and what is wrong. */
  @Override
  public String toString() {
    return database
        + ": "
        + state
        + " after "
        + took.toMillis()
        + " ms"
        + sqlState.map(found -> ", SQLSTATE " + found).orElse("")
        + cause.map(text -> ": " + text).orElse("");
  }
}
