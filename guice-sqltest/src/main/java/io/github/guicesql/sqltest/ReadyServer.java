package io.github.guicesql.sqltest;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that was seen to let its user in.
 *
 * @param version as the server says it
 */
record ReadyServer(Engine engine, String version) {
  private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

  /** Takes over the engine, and closes it if it turns out not to answer. */
  static ReadyServer of(Engine engine, long began) {
    Address address = engine.address();
    String title = address.product().title();
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      String version =
          Product.strings(statement, address.product().versionQuery()).get(0).split(" ", 2)[0];
      LOG.info(
          "{} {} for tests: {} server at {}:{}, ready after {} ms",
          title,
          version,
          engine.kind().name().toLowerCase(Locale.ROOT),
          address.host(),
          address.port(),
          (System.nanoTime() - began) / 1_000_000);
      if (engine.kind() == TestServer.Kind.EXTERNAL) {
        dropAbandoned(address.product(), statement);
      }
      return new ReadyServer(engine, version);
    } catch (SQLException e) {
      engine.close();
      throw new IllegalStateException(
          "The "
              + title
              + " server at "
              + address.host()
              + ":"
              + address.port()
              + " does not let "
              + address.user()
              + " in: "
              + e.getMessage(),
          e);
    }
  }

  // A killed JVM drops nothing, and an external server outlives it.
  private static void dropAbandoned(Product product, Statement statement) {
    try {
      for (String name : Product.strings(statement, product.abandonedQuery())) {
        LOG.info("Dropping {}, which a test left a day ago or more", name);
        statement.execute("DROP DATABASE IF EXISTS " + name);
      }
    } catch (SQLException e) {
      LOG.warn("Could not drop databases that earlier tests left: {}", e.getMessage());
    }
  }
}
