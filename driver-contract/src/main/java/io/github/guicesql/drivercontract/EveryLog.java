package io.github.guicesql.drivercontract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** All that is logged anywhere in the JVM, at the finest level, until it is closed. */
public final class EveryLog implements AutoCloseable {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final @Nullable Level levelBefore = root.getLevel();
  private final java.util.logging.Logger julRoot = java.util.logging.Logger.getLogger("");
  private final List<java.util.logging.Logger> julDrivers;
  private final java.util.logging.@Nullable Level julLevelBefore = julRoot.getLevel();
  private final Handler[] julHandlersBefore = julRoot.getHandlers();

  private final AppenderBase<ILoggingEvent> slf4j =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getThreadName() + " " + event.getFormattedMessage());
          if (event.getThrowableProxy() != null) {
            lines.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
          }
        }
      };
  private final Handler jul =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          lines.add(new SimpleFormatter().format(logged));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Names the loggers of java.util.logging that do not inherit the root's level. */
  public EveryLog(String... julLoggers) {
    julDrivers = Stream.of(julLoggers).map(java.util.logging.Logger::getLogger).toList();
    slf4j.setContext(root.getLoggerContext());
    slf4j.start();
    root.detachAppender("CONSOLE");
    root.addAppender(slf4j);
    root.setLevel(Level.TRACE);
    for (Handler handler : julHandlersBefore) {
      julRoot.removeHandler(handler);
    }
    jul.setLevel(java.util.logging.Level.ALL);
    julRoot.addHandler(jul);
    julRoot.setLevel(java.util.logging.Level.ALL);
    julDrivers.forEach(logger -> logger.setLevel(java.util.logging.Level.ALL));
  }

  public String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    julDrivers.forEach(logger -> logger.setLevel(null));
    julRoot.setLevel(julLevelBefore);
    julRoot.removeHandler(jul);
    for (Handler handler : julHandlersBefore) {
      julRoot.addHandler(handler);
    }
    root.setLevel(levelBefore);
    root.detachAppender(slf4j);
  }
}
