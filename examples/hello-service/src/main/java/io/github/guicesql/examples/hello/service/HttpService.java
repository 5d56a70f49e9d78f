package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import java.net.Inet6Address;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server. It registers itself when it starts. The pool, which its constructor received,
 * has registered before, and is therefore closed after it.
 */
final class HttpService {

  private static final Logger log = LoggerFactory.getLogger(HttpService.class);
  private static final long MAX_BODY = 64 * 1024;

  private final UsersApi users;
  private final OperationsApi operations;
  private final LifecycleRegistry registry;
  private final DataSource db;
  private final GracefulHandler requests = new GracefulHandler();
  private final CountDownLatch closed = new CountDownLatch(1);

  @Inject
  HttpService(
      UsersApi users,
      OperationsApi operations,
      LifecycleRegistry registry,
      @Named(SqlTokens.DB) DataSource db) {
    this.users = users;
    this.operations = operations;
    this.registry = registry;
    this.db = db;
  }

  /**
   * Starts listening; called once.
   *
   * @return the server's URI
   */
  URI start(HttpAddress address) throws SettingException, SQLException {
    db.getConnection().close(); // migrates before the first request
    Javalin server = Javalin.create(this::configure);
    try {
      server.start(address.host().getHostAddress(), address.port());
    } catch (JavalinBindException e) {
      throw new SettingException(
          "The HTTP server cannot listen on "
              + address.socketAddress()
              + " ("
              + e.getMessage()
              + "). Set PORT to another port, or to 0 for any that is free.",
          e);
    }
    registry.register("http server", drain -> close(server, drain));
    String host = address.host().getHostAddress();
    boolean brackets = address.host() instanceof Inet6Address;
    return URI.create("http://" + (brackets ? "[" + host + "]" : host) + ":" + server.port());
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.http.maxRequestSize = MAX_BODY;
    config.http.prefer405over404 = true;
    config.jsonMapper(new JavalinJackson(Json.mapper(), false));
    config.jetty.modifyServer(server -> server.insertHandler(requests));
    users.addTo(config.routes);
    operations.addTo(config.routes);
    HttpErrors.addTo(config.routes);
  }

  /** Returns the number of requests in progress. */
  long inFlight() {
    return requests.getCurrentRequestCount();
  }

  /** Waits until the registry has closed this service. */
  void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /** Answers new requests with status 503, waits for those in progress, and stops the server. */
  private void close(Javalin server, Duration drain)
      throws InterruptedException, ExecutionException {
    log.info("http server: no new requests, {} in flight", inFlight());
    try {
      requests.shutdown().get(drain.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.warn("http server: {} requests did not finish and are cut off", inFlight());
    } finally {
      server.stop();
      closed.countDown();
    }
  }
}
