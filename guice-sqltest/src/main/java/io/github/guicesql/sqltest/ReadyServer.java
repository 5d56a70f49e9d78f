package io.github.guicesql.sqltest;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server whose user has logged in successfully.
 *
 * @param version the version as the server reports it
 */
record ReadyServer(Engine engine, String version) {
  private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

  /**
   * Starts an engine and checks that the server answers.
   *
   * @throws IllegalStateException if it does not answer; the engine is then closed, as it is
   *     whatever else fails
   */
  static ReadyServer of(Product product, Supplier<? extends Engine> start) {
    product.checkDriver();
    long began = System.nanoTime();
    Engine engine = start.get();
    Address address = engine.address();
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      String version = Product.strings(statement, product.versionQuery()).get(0).split(" ", 2)[0];
      LOG.info(
          "{} {} for tests: {} server at {}:{}, ready after {} ms",
          product.title(),
          version,
          engine.kind().name().toLowerCase(Locale.ROOT),
          address.host(),
          address.port(),
          (System.nanoTime() - began) / 1_000_000);
      if (engine.kind() == TestServer.Kind.EXTERNAL) {
        dropAbandoned(product, statement);
      }
      return new ReadyServer(engine, version);
    } catch (RuntimeException e) {
      closeAfter(e, engine);
      throw e;
    } catch (SQLException e) {
      closeAfter(e, engine);
      throw new IllegalStateException(
          "The "
              + product.title()
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

  private static void closeAfter(Exception failure, Engine engine) {
    try {
      engine.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  // A killed JVM drops no databases, and an external server outlives it.
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
