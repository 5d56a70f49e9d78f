package io.github.guicesql.drivercontract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the log says of waiting for a database. */
public final class WaitLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.github.guicesql.sqlmodule.driver.DatabaseWait");
  private final @Nullable Level before = logger.getLevel();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> first = new CompletableFuture<>();

  public WaitLog() {
    logger.setLevel(Level.INFO);
    logger.addAppender(this);
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
    first.complete(event.getFormattedMessage());
  }

  public List<String> lines() {
    return lines;
  }

  public CompletableFuture<String> firstLine() {
    return first;
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(before);
    stop();
  }
}
