package io.github.guicesql.sqlmodule.internal.hosts;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all hosts of a database at one time. Immutable.
 *
 * @param hosts the hosts, in the order of the configuration
 * @param writer the index of the primary of the highest timeline, or -1 if none is visible; it may
 *     be set read-only
 * @param settled whether each host was asked once, or has had the time to answer: before that, a
 *     primary that is visible may be a superseded one
 * @param conflict why no host may be used, since they are copies of different databases; null if
 *     they are not
 */
public record HostView(
    List<HostState> hosts, int writer, boolean settled, @Nullable String conflict) {

  /** The value of {@link #writer} if no primary is visible. */
  public static final int NONE = -1;

  /** Makes the list unmodifiable. */
  public HostView {
    hosts = List.copyOf(hosts);
  }

  /** Returns whether the visible primary can be written to. */
  public boolean isWritable() {
    return writer != NONE
        && hosts.get(writer).visible().filter(seen -> !seen.readOnly()).isPresent();
  }

  /** Returns each host's state, for people. */
  @Override
  public String toString() {
    return hosts.stream().map(HostState::toString).collect(Collectors.joining("; "));
  }
}
