package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server. It registers itself when it starts. The pool, which its constructor received,
 * has registered before, and is therefore closed after it.
 */
final class HttpService {

  private static final Logger log = LoggerFactory.getLogger(HttpService.class);

  private final UsersApi api;
  private final OperationsApi operations;
  private final LifecycleRegistry registry;
  private final DataSource db;
  private final ThreadPoolExecutor threads;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Creates a server with as many threads as there are connections: more threads would only wait
   * for one.
   */
  @Inject
  HttpService(
      UsersApi api,
      OperationsApi operations,
      LifecycleRegistry registry,
      @Named(SqlTokens.DB) DataSource db)
      throws SQLException {
    this.api = api;
    this.operations = operations;
    this.registry = registry;
    this.db = db;
    int size = db.unwrap(HikariDataSource.class).getMaximumPoolSize();
    this.threads =
        new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  /**
   * Starts listening; called once.
   *
   * @return the server's URI
   */
  URI start(HttpAddress address) throws IOException, SettingException, SQLException {
    db.getConnection().close(); // migrates before the first request
    HttpServer server = bind(address);
    server.createContext("/", operations);
    server.createContext("/users", api);
    server.setExecutor(threads);
    registry.register("http server", drain -> close(server, drain));
    server.start();
    return uri(server.getAddress());
  }

  private static HttpServer bind(HttpAddress address) throws SettingException {
    // The server sends head and body separately; by default the body then waits 40 ms for the
    // client's acknowledgement of the head. The server reads this property once, and has no other
    // setting for it.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      return HttpServer.create(address.socketAddress(), 0);
    } catch (IOException e) {
      throw new SettingException(
          "The HTTP server cannot listen on "
              + address.socketAddress()
              + " ("
              + e.getMessage()
              + "). Set PORT to another port, or to 0 for any that is free.",
          e);
    }
  }

  private static URI uri(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    boolean brackets = address.getAddress() instanceof Inet6Address;
    return URI.create("http://" + (brackets ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  /** Returns the number of requests in progress. */
  int inFlight() {
    return threads.getActiveCount() + threads.getQueue().size();
  }

  /** Waits until the registry has closed this service. */
  void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Closes the server. Its own {@code stop(delay)} waits for the whole delay when no request is in
   * progress. Therefore this waits for the threads instead: they accept no new request, and end
   * when the last one is answered. The server closes the connection of a request that they refuse.
   */
  private void close(HttpServer server, Duration drain) throws InterruptedException {
    log.info("http server: no new requests, {} in flight", inFlight());
    try {
      threads.shutdown();
      if (!threads.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS) && inFlight() > 0) {
        log.warn("http server: {} requests did not finish and are cut off", inFlight());
      }
    } finally {
      server.stop(0);
      threads.shutdownNow();
      closed.countDown();
    }
  }
}
