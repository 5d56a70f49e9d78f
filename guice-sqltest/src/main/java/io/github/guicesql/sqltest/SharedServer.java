package io.github.guicesql.sqltest;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the server that all tests of a JVM share, as {@link PostgresServer#shared()} says. */
final class SharedServer {
  private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

  private static final String PULL = "SQLTEST_DOCKER_PULL";

  private final Product product;
  private final Function<String, @Nullable String> environment;

  private SharedServer(Product product, Function<String, @Nullable String> environment) {
    this.product = product;
    this.environment = environment;
  }

  static @Nullable String environment(String name) {
    String property = System.getProperty(name);
    return property != null ? property : System.getenv(name);
  }

  static ReadyServer start(Product product, Function<String, @Nullable String> environment) {
    return ReadyServer.of(product, new SharedServer(product, environment)::engine);
  }

  private Engine engine() {
    String dsn = value(product.dsnVariable(), "");
    String kind = value(product.variable(), dsn.isEmpty() ? "" : "external");
    return switch (kind) {
      case "external" -> {
        if (dsn.isEmpty()) {
          throw new IllegalStateException(
              product.variable()
                  + " is external, but "
                  + product.dsnVariable()
                  + " is not set: write the server's URI there");
        }
        yield new ExternalEngine(Address.parse(product, dsn, product.dsnVariable()));
      }
      case "docker" -> docker();
      case "embedded" -> EmbeddedEngine.start(product, product.defaults());
      case "" -> {
        try {
          yield docker();
        } catch (IllegalStateException e) {
          LOG.info("No {} in a container, so an embedded one: {}", product.title(), e.getMessage());
          LOG.debug("Why there is no {} in a container", product.title(), e);
          yield EmbeddedEngine.start(product, product.defaults());
        }
      }
      default ->
          throw new IllegalStateException(
              product.variable()
                  + " is \""
                  + kind
                  + "\": write external, docker or embedded, or leave it out");
    };
  }

  private Engine docker() {
    String pull = value(PULL, "missing");
    if (!pull.equals("missing") && !pull.equals("never")) {
      throw new IllegalArgumentException(
          PULL + " is \"" + pull + "\": write missing (the default) or never");
    }
    String image = value(product.variable() + "_IMAGE", product.defaultImage());
    return DockerEngine.start(product, image, pull.equals("missing"));
  }

  private String value(String name, String otherwise) {
    String value = environment.apply(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }
}
