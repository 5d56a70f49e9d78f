package io.github.guicesql.sqlmodule.internal.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has the hosts that are used in turn share a pool's connections again after one of them has come
 * or gone: hosts with too many have some retired, and the next ones are opened to hosts with too
 * few. It counts down, so that a host that refuses connections is not preferred without end.
 * Thread-safe.
 */
final class HostShares {

  /**
   * By host: how many connections are still to be opened, or as a negative number to be retired.
   */
  private final Map<Integer, Integer> missing = new ConcurrentHashMap<>();

  /** Whether there is anything to do; a borrow reads it. */
  private volatile boolean uneven;

  /**
   * Plans for an equal number of connections to each host.
   *
   * @param counts how many there are to each of the hosts
   */
  void share(Map<Integer, Integer> counts) {
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();
    int most = counts.isEmpty() ? 0 : (total + counts.size() - 1) / counts.size();
    missing.clear();
    counts.forEach((host, count) -> missing.put(host, most - count));
    uneven = missing.values().stream().anyMatch(number -> number < 0);
  }

  /** Returns whether a connection to a host is to be retired, which then counts as done. */
  boolean retires(int host) {
    return uneven && take(host, -1);
  }

  /** Returns the hosts with one first that has too few connections, if there is one. */
  List<Integer> preferring(List<Integer> ordered) {
    Optional<Integer> needy =
        uneven ? ordered.stream().filter(host -> take(host, 1)).findFirst() : Optional.empty();
    if (needy.isEmpty()) {
      return ordered;
    }
    List<Integer> preferring = new ArrayList<>(ordered);
    preferring.remove(needy.get());
    preferring.add(0, needy.get());
    return preferring;
  }

  /** Takes one of what is missing, or of what is too much; returns false if there is none. */
  private boolean take(int host, int sign) {
    boolean[] taken = new boolean[1];
    missing.computeIfPresent(
        host,
        (same, number) -> {
          taken[0] = number * sign > 0;
          return taken[0] ? number - sign : number;
        });
    return taken[0];
  }
}
