package io.github.guicesql.sqlmodule.internal.server;

import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.internal.hosts.HostChooser;
import io.github.guicesql.sqlmodule.internal.hosts.HostDriver;
import io.github.guicesql.sqlmodule.internal.hosts.HostMonitor;
import io.github.guicesql.sqlmodule.internal.hosts.HostOpening;
import io.github.guicesql.sqlmodule.internal.hosts.HostRouter;
import io.github.guicesql.sqlmodule.internal.hosts.HostState;
import io.github.guicesql.sqlmodule.internal.hosts.HostTiming;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a server's driver. If the database has several hosts, it opens each connection to
 * one that fits, and has the pool retire those whose host no longer does; with one host it adds
 * nothing. Thread-safe.
 */
public abstract class ServerHandle extends DriverHandle {

  private static final Duration WAIT_WITHOUT_LIMIT = Duration.ofSeconds(30);

  /** How much earlier than the pool the wait for a host ends, so that its reason is told. */
  private static final Duration MARGIN = Duration.ofMillis(250);

  private @Nullable HostMonitor monitor;
  private @Nullable HostRouter router;
  private boolean ownsMonitor;

  /** When an error last gave a reason to ask the hosts. */
  private volatile OptionalLong suspected = OptionalLong.empty();

  /** Called by the constructors of subclasses. */
  protected ServerHandle() {}

  /**
   * Chooses among several hosts from now on. Only the constructor of a subclass may call it.
   *
   * @param timing the monitor's times; its connect limit is the pool's, too
   * @param watching the handle that watches the same hosts already, and is closed later; null if
   *     there is none
   */
  protected final HostRouter chooseHost(
      HostDriver hosts, HostTiming timing, HostChooser chooser, @Nullable ServerHandle watching) {
    HostMonitor shared = watching == null ? null : watching.monitor;
    HostMonitor used = shared == null ? new HostMonitor(hosts, timing, this::poolName) : shared;
    HostRouter chosen =
        new HostRouter(
            used,
            hosts,
            chooser,
            timing.connect(),
            this::poolName,
            (which, reason) -> abortInBackground(which));
    ownsMonitor = shared == null;
    monitor = used;
    router = chosen;
    return chosen;
  }

  /** The way to the hosts; null if there is one, or if the driver chooses among them. */
  protected final @Nullable HostRouter router() {
    return router;
  }

  /**
   * Opens a connection to a host that fits, within the pool's login timeout.
   *
   * @param forProbe opens a health check's connection, to a host that may not fit
   */
  protected final Connection open(HostRouter chosen, HostOpening forPool, HostOpening forProbe)
      throws SQLException {
    int seconds = loginTimeoutSeconds();
    Duration limit = seconds == 0 ? WAIT_WITHOUT_LIMIT : Duration.ofSeconds(seconds).minus(MARGIN);
    return isForProbe() ? chosen.openForProbe(forProbe, limit) : chosen.open(forPool, limit);
  }

  /**
   * Called when an error may mean that a host has another role now. The hosts are asked at once
   * instead of at the end of the interval, and until then each connection's host when it is
   * returned, so that nobody else gets the same error from the same connection.
   */
  protected final void suspectHosts() {
    if (monitor != null) {
      suspected = OptionalLong.of(monitor.now());
      monitor.askNow();
    }
  }

  /** Returns whether a returned connection's host fits, as far as there was a reason to ask. */
  protected final boolean isAboveSuspicion(Connection connection) throws SQLException {
    OptionalLong since = suspected;
    return router == null || since.isEmpty() || router.stillFits(connection, since.getAsLong());
  }

  @Override
  protected boolean isLendable(Connection connection) {
    return router == null || router.isLendable(connection);
  }

  @Override
  protected @Nullable String unavailable() {
    return router == null ? null : router.explain().orElse(null);
  }

  @Override
  protected List<String> servers() {
    return monitor == null
        ? List.of()
        : monitor.view().hosts().stream().map(HostState::toString).toList();
  }

  @Override
  protected void closingBegins() {
    if (router != null) {
      router.hurry();
    }
  }

  @Override
  protected void userChanged() {
    if (monitor != null) {
      monitor.reconnect();
    }
  }

  @Override
  protected void close() {
    if (monitor != null && ownsMonitor) {
      monitor.close();
    }
  }
}
