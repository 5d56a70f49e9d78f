package io.github.guicesql.sqlmodule.internal.hosts;

/**
 * Is told what changes among the hosts. It is called in the order of events, on a thread of the
 * monitor that asks no host meanwhile: a listener must not block.
 */
public interface HostListener {

  /** Called after each answer, and each time that one is missing. */
  default void changed(HostView now) {}

  /**
   * Called when the connections to a host have to be aborted, the borrowed ones, too: it has not
   * answered for the dead-after limit, or a newer primary has superseded it.
   *
   * @param reason why, for people
   */
  default void lost(int host, String reason) {}
}
