package io.github.guicesql.sqlmodule.internal.listeners;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.util.List;
import java.util.function.Consumer;

/** Passes what a pool measures on to several trackers, in their order. */
record Trackers(List<IMetricsTracker> trackers) implements IMetricsTracker {

  /** Returns what makes the trackers of all. */
  static MetricsTrackerFactory of(List<MetricsTrackerFactory> factories) {
    return factories.size() == 1
        ? factories.get(0)
        : (pool, figures) ->
            new Trackers(factories.stream().map(each -> each.create(pool, figures)).toList());
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
      event.accept(tracker);
    }
  }
}
