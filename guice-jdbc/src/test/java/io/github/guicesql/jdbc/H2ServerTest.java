package io.github.guicesql.jdbc;

import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class H2ServerTest extends JdbcContract {

  private static Server server;

  @BeforeAll
  static void startServer() throws SQLException {
    server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  H2ServerTest() {
    super(JdbcEngine.H2);
  }

  @Override
  String url() {
    return "jdbc:h2:tcp://localhost:"
        + server.getPort()
        + "/mem:"
        + UUID.randomUUID()
        + ";DB_CLOSE_DELAY=-1";
  }

  @Override
  String refusedUrl() {
    return urlWithLogin().replace(";DB_CLOSE_DELAY=-1", ";IFEXISTS=TRUE");
  }
}
