package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.Nullable;

/**
 * A position in what a database has written, which its replicas reach later: an LSN on PostgreSQL,
 * a GTID on MariaDB. Its text can travel, such as in a cookie, to where the next request is served.
 * Immutable; equal by text.
 *
 * @see ReadYourWrites
 */
public final class WritePosition {

  /** The position that each reader has reached. */
  public static final WritePosition NONE = new WritePosition("");

  private final String text;

  private WritePosition(String text) {
    this.text = text;
  }

  /** Returns the position that {@link #toString()} has written; the empty text is {@link #NONE}. */
  public static WritePosition of(String text) {
    return text.isEmpty() ? NONE : new WritePosition(text);
  }

  /** Returns whether each reader has reached it. */
  public boolean isNone() {
    return text.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WritePosition that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text; it contains no secret. */
  @Override
  public String toString() {
    return text;
  }
}
