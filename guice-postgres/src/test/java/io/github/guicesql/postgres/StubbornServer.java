package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What only looks like a server, and refuses each client, in clear text, with a message. */
final class StubbornServer implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final CompletableFuture<Void> answering;

  private StubbornServer(String sqlState, String message) throws IOException {
    answering = CompletableFuture.runAsync(() -> refuseAll(sqlState, message));
  }

  static StubbornServer refusing(String sqlState, String message) throws IOException {
    return new StubbornServer(sqlState, message);
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
    answering.join();
  }
}
