package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What only looks like a server: faults that a real one cannot be made to show at will. */
final class StubbornServer implements AutoCloseable {

  private final ServerSocket socket;
  private final List<Socket> filling = new ArrayList<>();
  private CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);

  private StubbornServer(int backlog) throws IOException {
    socket = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
  }

  /** Accepts, and says nothing. */
  static StubbornServer silent() throws IOException {
    return new StubbornServer(50);
  }

  /** With a full backlog the kernel drops the packets that would open a connection. */
  static StubbornServer droppingPackets() throws IOException {
    StubbornServer server = new StubbornServer(1);
    for (int i = 0; i < 2; i++) {
      server.filling.add(new Socket(server.socket.getInetAddress(), server.port()));
    }
    return server;
  }

  /** Refuses each client, in clear text, with this message. */
  static StubbornServer refusing(String sqlState, String message) throws IOException {
    StubbornServer server = new StubbornServer(50);
    server.answering = CompletableFuture.runAsync(() -> server.refuseAll(sqlState, message));
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void refuseAll(String sqlState, String message) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        if (client.getInputStream().read(new byte[4]) > 0) {
          refuse(client, sqlState, message);
        }
      } catch (IOException theClientOrTheTestHasGone) {
        // The next one, if there is one.
      }
    }
  }

  static void refuse(Socket client, String sqlState, String message) throws IOException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    for (String field : List.of("SFATAL", "VFATAL", "C" + sqlState, "M" + message)) {
      fields.write(field.getBytes(UTF_8));
      fields.write(0);
    }
    fields.write(0);
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    out.writeByte('E');
    out.writeInt(4 + fields.size());
    out.write(fields.toByteArray());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : filling) {
      client.close();
    }
    answering.join();
  }
}
