package io.github.guicesql.sqlmodule.driver;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes errors of the network that mean that a server is not there yet: it refuses the
 * connection, has no name or no route, does not answer, or hangs up, as a proxy does in front of a
 * server that has not started. A refusal by TLS is none of these, whatever its own cause.
 */
final class Unreachable {

  private static final int DEEPEST = 20;

  private Unreachable() {}

  static boolean isReportedBy(Throwable thrown) {
    boolean unreachable = false;
    @Nullable Throwable each = thrown;
    for (int depth = 0; each != null && depth < DEEPEST; depth++) {
      if (each instanceof SSLException) {
        return false;
      }
      unreachable |=
          each instanceof SocketException
              || each instanceof UnknownHostException
              || each instanceof SocketTimeoutException
              || each instanceof EOFException;
      each = each.getCause();
    }
    return unreachable;
  }
}
