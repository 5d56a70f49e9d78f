package io.github.guicesql.sqlmodule.internal.listeners;

import io.github.guicesql.sqlmodule.DatabaseObserver;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events on to several observers. One that throws neither keeps the others from being called
 * nor reaches the thread that publishes.
 */
record Observers(List<DatabaseObserver> observers) implements DatabaseObserver {

  private static final Logger log = LoggerFactory.getLogger(DatabaseObserver.class);

  static DatabaseObserver of(List<DatabaseObserver> observers) {
    return observers.isEmpty() ? NONE : new Observers(observers);
  }

  private void tell(Consumer<DatabaseObserver> event) {
    for (DatabaseObserver observer : observers) {
      try {
        event.accept(observer);
      } catch (RuntimeException | Error e) {
        log.warn("The observer {} failed", observer, e);
      }
    }
  }

  @Override
  public void waitedToWrite(long nanos) {
    tell(each -> each.waitedToWrite(nanos));
  }

  @Override
  public void synced(int commits) {
    tell(each -> each.synced(commits));
  }

  @Override
  public void transactionEnded(String name, Outcome outcome, long nanos) {
    tell(each -> each.transactionEnded(name, outcome, nanos));
  }

  @Override
  public void transactionRetried(String name) {
    tell(each -> each.transactionRetried(name));
  }

  @Override
  public void migrated(String name, boolean failed, long nanos) {
    tell(each -> each.migrated(name, failed, nanos));
  }

  @Override
  public void connectionsAborted(int connections) {
    tell(each -> each.connectionsAborted(connections));
  }
}
