package io.github.guicesql.sqlmodule.internal.hosts;

/** In which order hosts of the same role are tried. */
public enum HostOrder {
  /** As they are listed. */
  LISTED,
  /** In another random order for each connection. */
  RANDOM,
  /** As they are listed, each connection beginning with the next one. */
  IN_TURN
}
