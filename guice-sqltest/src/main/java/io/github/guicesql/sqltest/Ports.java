package io.github.guicesql.sqltest;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of this machine. */
final class Ports {

  private static final int FIRST = 20_000;

  /**
   * From here on, Linux gives ports to outgoing connections and to whoever asks for any port; other
   * systems begin higher. A server that is started again could not have such a port back.
   */
  private static final int END = 32_768;

  private static final int ATTEMPTS = 100;

  private Ports() {}

  /** Returns a port that was free a moment ago, and that nobody gets without asking for it. */
  static int free() throws IOException {
    for (int i = 1; ; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
