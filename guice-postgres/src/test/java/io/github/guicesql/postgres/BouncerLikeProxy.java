package io.github.guicesql.postgres;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy that treats cancel requests as PgBouncer does: it passes one on while the client that the
 * request is for is connected, and forgets it otherwise. The server sees nothing of a client that
 * has gone but a closed socket.
 *
 * <p>For one client at a time, and no TLS.
 */
final class BouncerLikeProxy implements AutoCloseable {

  private static final int CANCEL_REQUEST = 80877102;

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final String host;
  private final int port;

  BouncerLikeProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        // The loop's condition tells.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      int length = in.readInt();
      int code = in.readInt();
      byte[] rest = in.readNBytes(length - 8);
      if (code == CANCEL_REQUEST && clients.isEmpty()) {
        return;
      }
      try (Socket server = new Socket(host, port)) {
        open.add(server);
        OutputStream out = server.getOutputStream();
        out.write(bytes(length));
        out.write(bytes(code));
        out.write(rest);
        out.flush();
        if (code != CANCEL_REQUEST) {
          clients.add(client);
        }
        threads.execute(() -> pump(server, client));
        pump(client, server);
      }
    } catch (IOException theClientHasGone) {
      // So has its connection to the server.
    } finally {
      clients.remove(client);
    }
  }

  private static byte[] bytes(int number) {
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  /** Until one of the two has gone, which the other one then sees. */
  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, read);
        to.getOutputStream().flush();
      }
      throw new EOFException();
    } catch (IOException gone) {
      // Both are closed.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket each : open) {
      each.close();
    }
    threads.shutdownNow();
  }
}
