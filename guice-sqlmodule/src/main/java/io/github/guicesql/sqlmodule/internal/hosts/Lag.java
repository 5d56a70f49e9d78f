package io.github.guicesql.sqlmodule.internal.hosts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Measures how far a standby is behind the writer, by this process's clock alone: what the writer
 * had written at a time is noted, and a standby that has replayed as much is at most that old. A
 * server's own figures are wrong when nothing is written, or while replay is paused or cut off. Not
 * thread-safe.
 */
final class Lag {

  /** At the usual interval these are 17 minutes; a standby that is further behind is just that. */
  private static final int MOST = 4096;

  private record Sample(long time, long position) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Notes what the writer had written when it was asked. */
  void written(long time, long position) {
    Sample last = samples.peekLast();
    if (last != null && position < last.position) {
      samples.clear(); // the writer is another one, whose history has branched off earlier
    }
    samples.addLast(new Sample(time, position));
    if (samples.size() > MOST) {
      samples.removeFirst();
    }
  }

  /**
   * Returns how far a standby that has replayed up to a position is behind the last note at most;
   * null if that is unknown. It does not grow while no writer is visible: nothing new is known to
   * be missing, and reads must go on.
   */
  @Nullable Duration behind(long position) {
    Sample last = samples.peekLast();
    if (last == null) {
      return null;
    }
    for (Iterator<Sample> newestFirst = samples.descendingIterator(); newestFirst.hasNext(); ) {
      Sample sample = newestFirst.next();
      if (sample.position <= position) {
        return Duration.ofNanos(last.time - sample.time);
      }
    }
    return null;
  }

  /** Forgets the notes, which are of another database. */
  void clear() {
    samples.clear();
  }
}
