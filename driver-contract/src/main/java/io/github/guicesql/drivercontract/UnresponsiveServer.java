package io.github.guicesql.drivercontract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** What only looks like a server: faults that a real one cannot be made to show at will. */
public final class UnresponsiveServer implements AutoCloseable {

  private final ServerSocket socket;
  private final List<Socket> filling = new ArrayList<>();

  private UnresponsiveServer(int backlog) throws IOException {
    socket = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
  }

  /** Accepts, and says nothing. */
  public static UnresponsiveServer silent() throws IOException {
    return new UnresponsiveServer(50);
  }

  /** With a full backlog the kernel drops the packets that would open a connection. */
  public static UnresponsiveServer droppingPackets() throws IOException {
    UnresponsiveServer server = new UnresponsiveServer(1);
    for (int i = 0; i < 2; i++) {
      server.filling.add(new Socket(server.socket.getInetAddress(), server.port()));
    }
    return server;
  }

  /** A port where nobody listens. */
  public static int unusedPort() throws IOException {
    try (UnresponsiveServer closed = new UnresponsiveServer(1)) {
      return closed.port();
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : filling) {
      client.close();
    }
  }
}
