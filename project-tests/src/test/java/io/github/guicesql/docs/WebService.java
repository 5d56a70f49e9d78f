package io.github.guicesql.docs;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The lifecycle guide's web server: it closes before the pool that its requests use. */
final class WebService {

  private final DataSource db;
  private final LifecycleRegistry registry;
  private final ExecutorService threads = Executors.newFixedThreadPool(10);

  /** The pool is built, and registered, before this constructor runs. */
  @Inject
  WebService(@Named(SqlTokens.DB) DataSource db, LifecycleRegistry registry) {
    this.db = db;
    this.registry = registry;
  }

  int start() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(anyPort, 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    registry.register("http server", drain -> stop(server, drain));
    server.start();
    return server.getAddress().getPort();
  }

  /** No new requests; those that are being answered have until the drain is over. */
  private void stop(HttpServer server, Duration drain) throws InterruptedException {
    threads.shutdown();
    threads.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS);
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] answer = now().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (SQLException e) {
      exchange.sendResponseHeaders(500, -1);
    }
  }

  private String now() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select current_timestamp")) {
      row.next();
      return row.getString(1);
    }
  }
}
