package io.github.guicesql.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a real server that refuses the first clients, as a server does that is not ready. */
final class RefusingFirst implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> open = new ArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();

  RefusingFirst(String host, int port, String sqlState, int times) throws IOException {
    CompletableFuture<Void> unused =
        CompletableFuture.runAsync(() -> acceptAll(host, port, sqlState, times), threads);
  }

  int port() {
    return socket.getLocalPort();
  }

  int refused() {
    return refused.get();
  }

  private void acceptAll(String host, int port, String sqlState, int times) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        if (refused.get() < times) {
          refused.incrementAndGet();
          int unused = client.getInputStream().read(new byte[1024]);
          StubbornServer.refuse(client, sqlState, "not yet");
          client.close();
        } else {
          connect(client, new Socket(host, port));
        }
      } catch (IOException theClientOrTheTestHasGone) {
        // The next one, if there is one.
      }
    }
  }

  private void connect(Socket client, Socket server) {
    synchronized (open) {
      open.add(client);
      open.add(server);
    }
    threads.execute(() -> copy(client, server));
    threads.execute(() -> copy(server, client));
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException closed) {
      // Both ends are closed.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    synchronized (open) {
      for (Socket each : open) {
        each.close();
      }
    }
    threads.shutdownNow();
  }
}
