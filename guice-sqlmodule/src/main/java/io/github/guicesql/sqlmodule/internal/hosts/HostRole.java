package io.github.guicesql.sqlmodule.internal.hosts;

/** Which hosts a pool wants, in the words of libpq's {@code target_session_attrs}. */
public enum HostRole {
  /** Each host that answers, except one that a newer primary has superseded. */
  ANY("any host"),
  /** The writer, unless it is set read-only. */
  READ_WRITE("a host that can be written to"),
  /** The writer, even if it is set read-only. */
  PRIMARY("a primary"),
  /** A standby, or a primary that is set read-only. */
  READ_ONLY("a read-only host"),
  /** A standby. */
  STANDBY("a standby"),
  /** The writer, unless it is set read-only; otherwise each host that answers. */
  PREFER_PRIMARY("a host that can be written to, or another host"),
  /** A standby if there is one; otherwise each host that answers. */
  PREFER_STANDBY("a standby, or another host");

  private final String wanted;

  HostRole(String wanted) {
    this.wanted = wanted;
  }

  /** Returns what is wanted, for people. */
  @Override
  public String toString() {
    return wanted;
  }
}
