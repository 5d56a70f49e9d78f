package io.github.guicesql.slowlog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line of a slow statement, but for its rows.
 *
 * @param begin the token and the duration
 * @param end what follows the rows
 */
record SlowLine(String begin, String end) {

  private static final Logger log = LoggerFactory.getLogger("io.github.guicesql.slowlog");

  static boolean isEnabled() {
    return log.isWarnEnabled();
  }

  void write(String rows) {
    log.warn("{}{}{}", begin, rows, end);
  }
}
