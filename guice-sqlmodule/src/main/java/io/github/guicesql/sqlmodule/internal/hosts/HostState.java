package io.github.guicesql.sqlmodule.internal.hosts;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a host. Immutable.
 *
 * @param name the host with its port
 * @param reach whether it answers
 * @param status what it last said of itself; null if it never has
 * @param fault why nothing must be written to it although it answers, such as a newer primary; null
 *     if there is nothing
 * @param problem why the last question failed, without secrets; null if it did not
 * @param silence how long it has not answered
 * @param behind how far a standby is behind the writer at most, by this process's own clock; null
 *     if unknown, and for a primary
 */
public record HostState(
    String name,
    Reach reach,
    @Nullable HostStatus status,
    @Nullable String fault,
    @Nullable String problem,
    Duration silence,
    @Nullable Duration behind) {

  /** Whether a host answers. */
  public enum Reach {
    /** Nobody has asked it yet. */
    UNKNOWN,
    /** It answers. */
    ANSWERING,
    /** It refuses the monitor's login or question: it is alive, and its last status holds. */
    REFUSING,
    /** The last question has failed, or the host is starting or stopping. */
    SILENT,
    /** It has not answered for the dead-after limit. */
    DEAD
  }

  /** Returns the status of a host that answers and belongs to this database; else empty. */
  public Optional<HostStatus> visible() {
    boolean answers = reach == Reach.ANSWERING || reach == Reach.REFUSING;
    return answers && fault == null ? Optional.ofNullable(status) : Optional.empty();
  }

  /** Returns whether the host is visible and a standby. */
  public boolean isStandby() {
    return visible().filter(seen -> !seen.primary()).isPresent();
  }

  /** Returns the host and its state, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append(' ');
    switch (reach) {
      case UNKNOWN -> text.append("was not asked yet");
      case ANSWERING -> text.append("is a ").append(status);
      case REFUSING -> text.append("refuses the monitor");
      case SILENT -> text.append("does not answer");
      case DEAD -> text.append("has not answered for ").append(silence.toMillis()).append(" ms");
    }
    if (fault != null) {
      text.append(", ").append(fault);
    }
    if (problem != null) {
      text.append(" (").append(problem).append(')');
    }
    return text.toString();
  }
}
