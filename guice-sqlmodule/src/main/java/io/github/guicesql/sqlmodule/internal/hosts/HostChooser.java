package io.github.guicesql.sqlmodule.internal.hosts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Selects the hosts that a pool's connections may be opened to. Thread-safe. */
public final class HostChooser {

  private final HostRole role;
  private final HostOrder order;
  private final @Nullable Duration maxLag;
  private final boolean elsePrimary;
  private final AtomicInteger turn = new AtomicInteger();

  private HostChooser(
      HostRole role, HostOrder order, @Nullable Duration maxLag, boolean elsePrimary) {
    this.role = role;
    this.order = order;
    this.maxLag = maxLag;
    this.elsePrimary = elsePrimary;
  }

  /** Creates a chooser for hosts of a role. */
  public static HostChooser of(HostRole role, HostOrder order) {
    return new HostChooser(role, order, null, false);
  }

  /**
   * Creates a chooser for readers: the standbys in turn.
   *
   * @param maxLag how far a standby may be behind; null for any lag. A standby whose lag is unknown
   *     is not used if there is a bound.
   * @param elsePrimary whether the primary is used if there is no such standby
   */
  public static HostChooser readers(@Nullable Duration maxLag, boolean elsePrimary) {
    return new HostChooser(HostRole.STANDBY, HostOrder.IN_TURN, maxLag, elsePrimary);
  }

  /** Returns what the hosts must be. */
  public HostRole role() {
    return role;
  }

  /** Returns whether the hosts have to be ones that can be written to. */
  boolean isForWriters() {
    return role == HostRole.READ_WRITE;
  }

  /** Returns whether the hosts that fit are used in turn, and so share the connections. */
  boolean isInTurn() {
    return order == HostOrder.IN_TURN;
  }

  /**
   * Returns the role that a server must not deny on a connection. A reader that may use the primary
   * has none: only the view of all hosts tells whether the primary is to be used.
   */
  HostRole reportedRole() {
    return elsePrimary ? HostRole.ANY : role;
  }

  /** Returns the indexes of the hosts that fit, in the order of the configuration. */
  public List<Integer> fitting(HostView view) {
    List<Integer> fitting = new ArrayList<>();
    for (int host = 0; host < view.hosts().size(); host++) {
      if (fits(view, host)) {
        fitting.add(host);
      }
    }
    if (fitting.isEmpty()) {
      if (elsePrimary && view.writer() != HostView.NONE) {
        fitting.add(view.writer());
      } else if (role == HostRole.PREFER_STANDBY || role == HostRole.PREFER_PRIMARY) {
        return of(HostRole.ANY, order).fitting(view);
      }
    }
    return List.copyOf(fitting);
  }

  private boolean fits(HostView view, int host) {
    HostState state = view.hosts().get(host);
    if (state.visible().isEmpty()) {
      return false;
    }
    return switch (role) {
      case ANY -> true;
      case READ_WRITE, PREFER_PRIMARY -> host == view.writer() && view.isWritable();
      case PRIMARY -> host == view.writer();
      case READ_ONLY -> state.visible().orElseThrow().readOnly();
      case STANDBY, PREFER_STANDBY -> state.isStandby() && isCurrent(state);
    };
  }

  private boolean isCurrent(HostState state) {
    Duration behind = state.behind();
    return maxLag == null || (behind != null && behind.compareTo(maxLag) <= 0);
  }

  /** Returns the same hosts in the order in which to try them for the next connection. */
  List<Integer> ordered(List<Integer> fitting) {
    List<Integer> ordered = new ArrayList<>(fitting);
    switch (order) {
      case LISTED -> {}
      case RANDOM -> Collections.shuffle(ordered, ThreadLocalRandom.current());
      case IN_TURN -> {
        if (!ordered.isEmpty()) {
          Collections.rotate(ordered, -Math.floorMod(turn.getAndIncrement(), ordered.size()));
        }
      }
    }
    return ordered;
  }

  /** Returns what is wanted, for people. */
  @Override
  public String toString() {
    String lag = maxLag == null ? "" : " that is at most " + maxLag.toMillis() + " ms behind";
    return role + lag + (elsePrimary ? ", or the primary" : "");
  }
}
