package io.github.guicesql.sqlmodule.driver;

import java.io.PrintWriter;
import java.io.StringWriter;

/** All that a log would show of an exception. */
public final class PrintedStackTrace {

  private PrintedStackTrace() {}

  public static String of(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
