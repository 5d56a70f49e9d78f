package io.github.guicesql.sqlmodule.internal.health;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Health;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What was found, and when. A caller that asks several databases collects their answers one after
 * the other; the time for which it waits for one is not what the next one took. Immutable.
 *
 * @param at the time on the clock of {@link System#nanoTime}
 */
public record Answer(Finding finding, long at) {

  /** An answer that is there now. */
  static Answer now(Finding finding) {
    return new Answer(finding, System.nanoTime());
  }

  /** A check whose answer is there now. */
  public static Supplier<Answer> given(Finding finding) {
    Answer answer = now(finding);
    return () -> answer;
  }

  /** Returns this answer as the health of a database for a caller that has asked at a time. */
  public Health of(Database database, long since) {
    // A caller may join a question at the moment when its answer is there.
    return finding.of(database, Duration.ofNanos(Math.max(0, at - since)));
  }
}
