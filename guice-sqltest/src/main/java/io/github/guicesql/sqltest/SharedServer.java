package io.github.guicesql.sqltest;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the server that all tests of a JVM share, as {@link PostgresServer#shared()} says. */
final class SharedServer {
  static final String DSN = "SQLTEST_POSTGRES_DSN";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

  private static final String KIND = "SQLTEST_POSTGRES";
  private static final String IMAGE = "SQLTEST_POSTGRES_IMAGE";
  private static final String PULL = "SQLTEST_DOCKER_PULL";
  private static final String DEFAULT_IMAGE = "postgres:18";

  private SharedServer() {}

  static @Nullable String environment(String name) {
    String property = System.getProperty(name);
    return property != null ? property : System.getenv(name);
  }

  static PostgresServer start(Function<String, @Nullable String> environment) {
    long began = System.nanoTime();
    return PostgresServer.of(engine(environment), began);
  }

  private static Engine engine(Function<String, @Nullable String> environment) {
    String dsn = value(environment, DSN, "");
    String kind = value(environment, KIND, dsn.isEmpty() ? "" : "external");
    return switch (kind) {
      case "external" -> {
        if (dsn.isEmpty()) {
          throw new IllegalStateException(
              KIND
                  + " is external, but "
                  + DSN
                  + " is not set: write the server's libpq URI there");
        }
        yield new ExternalEngine(Address.parse(dsn, DSN));
      }
      case "docker" -> docker(environment);
      case "embedded" -> EmbeddedEngine.start(PostgresOptions.defaults());
      case "" -> {
        try {
          yield docker(environment);
        } catch (IllegalStateException e) {
          LOG.info("No PostgreSQL in a container, so an embedded one: {}", e.getMessage());
          LOG.debug("Why there is no PostgreSQL in a container", e);
          yield EmbeddedEngine.start(PostgresOptions.defaults());
        }
      }
      default ->
          throw new IllegalStateException(
              KIND + " is \"" + kind + "\": write external, docker or embedded, or leave it out");
    };
  }

  private static Engine docker(Function<String, @Nullable String> environment) {
    String pull = value(environment, PULL, "missing");
    if (!pull.equals("missing") && !pull.equals("never")) {
      throw new IllegalArgumentException(
          PULL + " is \"" + pull + "\": write missing (the default) or never");
    }
    return DockerEngine.start(value(environment, IMAGE, DEFAULT_IMAGE), pull.equals("missing"));
  }

  private static String value(
      Function<String, @Nullable String> environment, String name, String otherwise) {
    String value = environment.apply(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }
}
