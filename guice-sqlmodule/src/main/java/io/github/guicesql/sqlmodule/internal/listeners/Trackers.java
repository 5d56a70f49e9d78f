package io.github.guicesql.sqlmodule.internal.listeners;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import io.github.guicesql.sqlmodule.DatabaseListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what a pool measures on to several trackers, in their order. One that throws neither keeps
 * the others from being told nor reaches the borrower.
 */
record Trackers(List<IMetricsTracker> trackers) implements IMetricsTracker {

  private static final Logger log = LoggerFactory.getLogger(DatabaseListener.class);

  /** Creates the trackers of one pool. A factory that throws leaves its own out. */
  record Factory(List<MetricsTrackerFactory> factories) implements MetricsTrackerFactory {

    @Override
    public IMetricsTracker create(String pool, PoolStats figures) {
      List<IMetricsTracker> created = new ArrayList<>();
      for (MetricsTrackerFactory each : factories) {
        try {
          created.add(each.create(pool, figures));
        } catch (RuntimeException | Error e) {
          log.warn("{}: {} has created no tracker", pool, each, e);
        }
      }
      return new Trackers(created);
    }
  }

  @Override
  public void recordConnectionCreatedMillis(long millis) {
    tell(each -> each.recordConnectionCreatedMillis(millis));
  }

  @Override
  public void recordConnectionAcquiredNanos(long nanos) {
    tell(each -> each.recordConnectionAcquiredNanos(nanos));
  }

  @Override
  public void recordConnectionUsageMillis(long millis) {
    tell(each -> each.recordConnectionUsageMillis(millis));
  }

  @Override
  public void recordConnectionTimeout() {
    tell(IMetricsTracker::recordConnectionTimeout);
  }

  @Override
  public void close() {
    tell(IMetricsTracker::close);
  }

  private void tell(Consumer<IMetricsTracker> event) {
    for (IMetricsTracker tracker : trackers) {
      try {
        event.accept(tracker);
      } catch (RuntimeException | Error e) {
        log.warn("The tracker {} failed", tracker, e);
      }
    }
  }
}
