package io.github.guicesql.slowlog;

import java.util.List;

/** Finds the frame from which a statement was run, or a connection was borrowed. */
final class Caller {

  /**
   * The packages between a caller and this class: JDBC's proxies, the JDK, other decorators, and
   * what runs an annotated method.
   */
  private static final List<String> BETWEEN =
      List.of(
          SlowStatements.class.getName(),
          SlowQueries.class.getName(),
          HeldConnections.class.getName(),
          Caller.class.getName(),
          "io.github.guicesql.sqlmodule.",
          "io.github.guicesql.transactor.",
          "io.github.guicesql.opentelemetry.",
          "com.google.inject.",
          "net.ttddyy.dsproxy.",
          "io.opentelemetry.",
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.proxy.");

  private Caller() {}

  /** Returns the first frame outside those packages, or a note that there is none. */
  static String frame() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> BETWEEN.stream().noneMatch(frame.getClassName()::startsWith))
                    .findFirst()
                    .map(frame -> frame.toStackTraceElement().toString())
                    .orElse("an unknown caller"));
  }
}
