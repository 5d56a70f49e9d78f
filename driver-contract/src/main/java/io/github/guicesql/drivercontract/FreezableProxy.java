package io.github.guicesql.drivercontract;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A way to a server that can be made to carry nothing: as if the server, or its host, froze. */
public final class FreezableProxy implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final String host;
  private final int port;
  private boolean frozen;

  public FreezableProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    threads.execute(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  public synchronized void freeze() {
    frozen = true;
  }

  public synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  private synchronized void passWhenThawed() throws InterruptedException {
    while (frozen) {
      wait();
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        connect(socket.accept());
      } catch (IOException closedOrNobodyThere) {
        // The loop's condition tells.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket(host, port);
    open.add(client);
    open.add(server);
    try {
      threads.execute(() -> pump(client, server));
      threads.execute(() -> pump(server, client));
    } catch (RejectedExecutionException closedMeanwhile) {
      client.close();
      server.close();
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        passWhenThawed();
        to.getOutputStream().write(buffer, 0, read);
        to.getOutputStream().flush();
      }
    } catch (IOException oneHasGone) {
      // The other one then sees it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    thaw();
    threads.shutdownNow();
    for (Socket one : open) {
      one.close();
    }
  }
}
