package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** Runs a server in a container, with Testcontainers. */
final class DockerEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

  /**
   * The image with which this version of Testcontainers removes containers; Testcontainers has no
   * API for its name.
   */
  static final String REAPER = "testcontainers/ryuk:0.14.0";

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration START = Duration.ofSeconds(60);

  private final JdbcDatabaseContainer<?> container;
  private final Address address;
  private final @Nullable Watchdog watchdog;
  private boolean running = true;

  private DockerEngine(Product product, JdbcDatabaseContainer<?> container) throws IOException {
    this.container = container;
    this.address =
        new Address(
            product,
            container.getHost(),
            container.getMappedPort(product.port()),
            container.getDatabaseName(),
            container.getUsername(),
            container.getPassword(),
            "");
    // The last step: nobody would end the watch if a later one failed.
    this.watchdog =
        reaped()
            ? null
            : Watchdog.over(
                List.of("docker", "rm", "-f", "-v", container.getContainerId()), "", this::close);
  }

  /**
   * Starts a container.
   *
   * @throws IllegalStateException if it is not up within the limits; the message says why
   */
  static DockerEngine start(Product product, String image, boolean pull) {
    DockerImageName name = product.image(image);
    TransportConfig engine = answering();
    return Bounded.within(
        START,
        "starting a container of " + image,
        () -> {
          try (DockerClient client = DockerClientProviderStrategy.getClientForConfig(engine)) {
            provide(client, name, pull);
          }
          return started(product, name);
        },
        DockerEngine::close);
  }

  /**
   * Returns the first engine that answers. Testcontainers' own search would log an error when there
   * is none, wait up to 10 s for each that does not answer, and go on to start its reaper.
   */
  private static TransportConfig answering() {
    List<TransportConfig> candidates = candidates();
    // Only the request has a limit: loading the Docker client takes seconds on a busy machine.
    return Bounded.within(
        ANSWER, "looking for a Docker engine", () -> answering(candidates), engine -> {});
  }

  private static TransportConfig answering(List<TransportConfig> candidates) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (TransportConfig candidate : candidates) {
      try {
        ask(candidate.getDockerHost());
        return candidate;
      } catch (IOException | RuntimeException e) {
        refusals.add(candidate.getDockerHost() + ": " + Bounded.reason(e));
      }
    }
    throw new IOException(refusals.isEmpty() ? "found none" : String.join("; ", refusals));
  }

  /**
   * Returns the places where Testcontainers would look for an engine, without those where there
   * cannot be one.
   */
  private static List<TransportConfig> candidates() {
    Map<URI, TransportConfig> candidates = new LinkedHashMap<>();
    for (DockerClientProviderStrategy strategy :
        ServiceLoader.load(DockerClientProviderStrategy.class)) {
      try {
        TransportConfig transport = strategy.getTransportConfig();
        URI host = transport.getDockerHost();
        boolean file = host.getScheme().equals("unix") || host.getScheme().equals("npipe");
        if (!file || new File(host.getPath()).exists()) {
          candidates.putIfAbsent(host, transport);
        }
      } catch (RuntimeException | LinkageError e) {
        LOG.trace("Nothing to ask", e);
      }
    }
    return List.copyOf(candidates.values());
  }

  /** Checks that an engine answers; one that requires TLS does so by refusing. */
  private static void ask(URI host) throws IOException {
    if (host.getScheme().equals("npipe")) {
      // A named pipe exists only while the engine runs, and is not a socket.
      return;
    }
    try (SocketChannel channel =
        SocketChannel.open(
            host.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(host.getPath())
                : new InetSocketAddress(host.getHost(), host.getPort()))) {
      channel.write(
          ByteBuffer.wrap("GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n".getBytes(US_ASCII)));
      if (channel.read(ByteBuffer.allocate(1)) < 1) {
        throw new EOFException("it hung up");
      }
    }
  }

  /**
   * Makes sure that the engine has the images. Without a registry, Testcontainers would keep trying
   * for two minutes.
   */
  private static void provide(DockerClient engine, DockerImageName image, boolean pull)
      throws InterruptedException {
    List<DockerImageName> needed = new ArrayList<>(List.of(image));
    if (reaped()) {
      needed.add(DockerImageName.parse(REAPER));
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

  private static DockerEngine started(Product product, DockerImageName image) throws IOException {
    JdbcDatabaseContainer<?> container = product.container(image);
    container.withPassword(Long.toHexString(new SecureRandom().nextLong()));
    // A port that Docker chooses would change with each restart.
    container.setPortBindings(List.of(Ports.free() + ":" + product.port()));
    return started(product, container);
  }

  /** Starts the container; if a step fails, it is removed. */
  static DockerEngine started(Product product, JdbcDatabaseContainer<?> container)
      throws IOException {
    try {
      container.start();
      return new DockerEngine(product, container);
    } catch (IOException | RuntimeException e) {
      try {
        container.stop();
      } catch (RuntimeException notStopped) {
        e.addSuppressed(notStopped);
      }
      throw e;
    }
  }

  /** Returns whether Testcontainers removes the containers of a killed JVM. */
  private static boolean reaped() {
    return !Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"));
  }

  @Override
  public TestServer.Kind kind() {
    return TestServer.Kind.DOCKER;
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
      Bounded.within(
          START,
          "restarting the " + address.product().title() + " container",
          this::answers,
          answer -> {});
    }
  }

  @Override
  public void close() {
    container.stop();
    if (watchdog != null) {
      watchdog.close();
    }
  }

  private boolean answers() throws InterruptedException {
    while (true) {
      try (Connection connection = address.connect()) {
        return connection.isValid(1);
      } catch (SQLException e) {
        Thread.sleep(50);
      }
    }
  }
}
