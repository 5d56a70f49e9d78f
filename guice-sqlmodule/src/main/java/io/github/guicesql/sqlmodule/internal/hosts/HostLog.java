package io.github.guicesql.sqlmodule.internal.hosts;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log which host is the writer, and which hosts are lost. */
final class HostLog implements HostListener {

  private static final Logger log = LoggerFactory.getLogger(HostMonitor.class);

  private final Supplier<String> pool;
  private @Nullable String writer;

  HostLog(Supplier<String> pool) {
    this.pool = pool;
  }

  @Override
  public void changed(HostView now) {
    if (!now.settled()) {
      return;
    }
    String current = now.writer() == HostView.NONE ? "" : now.hosts().get(now.writer()).name();
    if (current.equals(writer)) {
      return;
    }
    boolean first = writer == null;
    writer = current;
    if (current.isEmpty()) {
      log.warn("{}: no primary is visible: {}", pool.get(), now);
    } else if (first) {
      log.debug("{}: the writer is {}: {}", pool.get(), current, now);
    } else {
      log.info("{}: the writer is {} now: {}", pool.get(), current, now);
    }
  }

  @Override
  public void lost(int host, String reason) {
    log.warn("{}: {}; its connections are aborted", pool.get(), reason);
  }
}
