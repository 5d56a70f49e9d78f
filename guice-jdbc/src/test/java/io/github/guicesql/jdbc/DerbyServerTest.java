package io.github.guicesql.jdbc;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.derby.drda.NetworkServerControl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class DerbyServerTest extends JdbcContract {

  private static NetworkServerControl server;
  private static int port;
  private int databases;

  @BeforeAll
  static void startServer() throws Exception {
    Derby.prepare();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    server = new NetworkServerControl(InetAddress.getLoopbackAddress(), port);
    server.start(null);
    await().ignoreExceptions().untilAsserted(() -> server.ping());
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.shutdown();
  }

  DerbyServerTest() {
    super(JdbcEngine.DERBY);
  }

  @Override
  String url() {
    return "jdbc:derby://localhost:"
        + port
        + "/"
        + folder.resolve("app" + databases++)
        + ";create=true";
  }

  @Override
  boolean readerCanWrite() {
    return true;
  }

  @Override
  String refusedUrl() {
    return urlWithLogin().replace(";create=true", "");
  }

  /** Derby cannot cancel a statement: closing ends all the same, and the statement goes on. */
  @Override
  @Test
  void closingCancelsARunningStatement() throws Exception {
    restart();
    Running endless = new Running(db(start()));

    restart();

    endless.assertRuns();
    Derby.shutDown(folder.resolve("app0"));
    endless.assertEnded();
  }
}
