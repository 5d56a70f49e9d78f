package io.github.guicesql.sqlmodule.internal.hosts;

/**
 * What a host has said of itself. Immutable.
 *
 * @param primary whether it is a primary: not a standby, and not a replica
 * @param readOnly whether it refuses to write, as each standby does
 * @param system the identity that all copies of one database share; empty if the product has none
 * @param timeline a number that grows with each promotion, so that of two primaries the one with
 *     the lower number is superseded; 0 if that is unknown. A standby's may be too low.
 * @param position what a primary has written, or a standby has replayed, as a number that only
 *     grows; 0 if unknown
 */
public record HostStatus(
    boolean primary, boolean readOnly, String system, long timeline, long position) {

  /** Returns the role as people call it. */
  @Override
  public String toString() {
    String role = primary ? (readOnly ? "read-only primary" : "primary") : "standby";
    return timeline == 0 || !primary ? role : role + " of timeline " + timeline;
  }
}
