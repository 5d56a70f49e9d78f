package io.github.guicesql.sqlmodule.internal.hosts;

import java.time.Duration;

/**
 * The monitor's times.
 *
 * @param interval how often each host is asked
 * @param deadAfter how long a host may be silent before its connections are aborted
 * @param connect how long connecting to a host and the login may take in all
 */
public record HostTiming(Duration interval, Duration deadAfter, Duration connect) {

  /** The limit for connecting to a host unless the configuration says another. */
  public static final Duration CONNECT = Duration.ofSeconds(2);
}
