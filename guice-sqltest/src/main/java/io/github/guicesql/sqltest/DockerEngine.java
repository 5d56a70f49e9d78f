package io.github.guicesql.sqltest;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;
import org.testcontainers.utility.TestcontainersConfiguration;

/** A server in a container, by Testcontainers. */
final class DockerEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration START = Duration.ofSeconds(60);

  private final PostgreSQLContainer container;
  private final Address address;
  private boolean running = true;

  private DockerEngine(PostgreSQLContainer container) {
    this.container = container;
    this.address =
        new Address(
            container.getHost(),
            container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
            container.getDatabaseName(),
            container.getUsername(),
            container.getPassword(),
            "");
  }

  /**
   * Starts a container.
   *
   * @throws IllegalStateException if there is none within the limits; the message says why
   */
  static DockerEngine start(String image, boolean pull) {
    DockerImageName name = DockerImageName.parse(image).asCompatibleSubstituteFor("postgres");
    DockerClient engine =
        Bounded.within(ANSWER, "looking for a Docker engine", DockerEngine::answering);
    return Bounded.within(
        START,
        "starting a container of " + image,
        () -> {
          try (engine) {
            provide(engine, name, pull);
          }
          return started(name);
        });
  }

  /**
   * A client of the first engine that answers. Testcontainers' own search would log an error when
   * there is none, wait up to 10 s for each that is deaf, and go on to pull the image of its
   * reaper.
   */
  private static DockerClient answering() {
    List<String> refusals = new ArrayList<>();
    for (DockerClientProviderStrategy strategy :
        ServiceLoader.load(DockerClientProviderStrategy.class)) {
      TransportConfig transport;
      try {
        transport = strategy.getTransportConfig();
      } catch (RuntimeException | LinkageError e) {
        // Its way to say that there is nothing to ask.
        continue;
      }
      URI host = transport.getDockerHost();
      boolean local = host.getScheme().equals("unix") || host.getScheme().equals("npipe");
      if (local && !new File(host.getPath()).exists()) {
        continue;
      }
      try {
        DockerClient client = DockerClientProviderStrategy.getClientForConfig(transport);
        client.infoCmd().exec();
        return client;
      } catch (RuntimeException e) {
        refusals.add(host + ": " + Bounded.reason(e));
      }
    }
    throw new IllegalStateException(
        refusals.isEmpty() ? "found none" : String.join(", ", refusals));
  }

  /**
   * Sees to it that the engine has the images. Testcontainers would go on trying for two minutes
   * where there is no registry.
   */
  @SuppressWarnings("deprecation") // nothing else tells which image the reaper has
  private static void provide(DockerClient engine, DockerImageName image, boolean pull)
      throws InterruptedException {
    List<DockerImageName> needed = new ArrayList<>(List.of(image));
    if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
      needed.add(DockerImageName.parse(TestcontainersConfiguration.getInstance().getRyukImage()));
    }
    for (DockerImageName name : needed) {
      String actual = ImageNameSubstitutor.instance().apply(name).asCanonicalNameString();
      try {
        engine.inspectImageCmd(actual).exec();
      } catch (NotFoundException e) {
        if (!pull) {
          throw new IllegalStateException(
              "the engine has no image " + actual + ", and may not pull it");
        }
        LOG.info("Pulling the image {}", actual);
        engine.pullImageCmd(actual).start().awaitCompletion();
      }
    }
  }

  private static DockerEngine started(DockerImageName image) throws IOException {
    PostgreSQLContainer container = new PostgreSQLContainer(image);
    container.withPassword(Long.toHexString(new SecureRandom().nextLong()));
    // A port that Docker chooses would be another one after each restart.
    container.setPortBindings(List.of(Ports.free() + ":" + PostgreSQLContainer.POSTGRESQL_PORT));
    // PostgreSQL's "fast" stop; the default signal waits for the clients to leave.
    container.withCreateContainerCmdModifier(command -> command.withStopSignal("SIGINT"));
    container.start();
    return new DockerEngine(container);
  }

  @Override
  public PostgresServer.Kind kind() {
    return PostgresServer.Kind.DOCKER;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public void stop() {
    if (running) {
      container
          .getDockerClient()
          .stopContainerCmd(container.getContainerId())
          .withTimeout((int) START.toSeconds())
          .exec();
      running = false;
    }
  }

  @Override
  public void start() {
    if (!running) {
      container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
      running = true;
      Bounded.within(START, "restarting the PostgreSQL container", this::connected);
    }
  }

  @Override
  public void close() {
    container.stop();
  }

  // Returns what it made so that Bounded closes it; the connection is of no other use.
  private Connection connected() throws InterruptedException {
    while (true) {
      try (Connection connection = address.connect()) {
        return connection;
      } catch (SQLException e) {
        Thread.sleep(50);
      }
    }
  }
}
