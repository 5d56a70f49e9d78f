package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a server as a child process of this JVM. The server's folder contains the product's own data
 * folder, the superuser's password, the log, and what else the product's {@link Programs} put
 * there.
 *
 * <p>Q. Why does it not use {@code EmbeddedPostgres} and {@code DB}, which the libraries that bring
 * the programs offer? A. Their servers accept any password, so that no test sees a refused one. The
 * first does not say why it did not start, and survives a killed JVM; the second brings a dozen
 * other artifacts, including Spring's.
 */
final class EmbeddedEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

  private final Programs programs;
  private final OwnedFolder folder;
  private final ServerFolder server;
  private final Watchdog watchdog;
  private boolean running;

  private EmbeddedEngine(
      Product product,
      ServerOptions options,
      Programs programs,
      OwnedFolder folder,
      String newPassword)
      throws IOException {
    this.programs = programs;
    this.folder = folder;
    int port = options.port() == 0 ? Ports.free() : options.port();
    this.server =
        new ServerFolder(
            folder.path(),
            folder.temporary(),
            options,
            product.local(port, password(folder.path(), newPassword)));
    this.watchdog =
        Watchdog.over(
            programs.stopCommand(folder.path()),
            folder.temporary() ? folder.path().toString() : "",
            this::close);
  }

  /**
   * Starts a server.
   *
   * @throws IllegalStateException if it does not start, with the server's own output; then nothing
   *     is left
   */
  static EmbeddedEngine start(Product product, ServerOptions options) {
    try {
      Path base = product.base();
      Programs programs = product.programs(base);
      removeAbandoned(base, programs);
      return start(product, options, base, programs);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The embedded " + product.title() + " does not start: " + Bounded.reason(e), e);
    }
  }

  static EmbeddedEngine start(Product product, ServerOptions options, Path base, Programs programs)
      throws IOException {
    EmbeddedEngine engine =
        prepare(product, options, base, programs, randomPassword(), programs::create);
    try {
      engine.start();
      return engine;
    } catch (RuntimeException e) {
      abandon(engine, e);
      throw e;
    }
  }

  /** Writes the data of a server. */
  @FunctionalInterface
  interface Data {
    /**
     * Writes the data.
     *
     * @param data the folder to create; it does not exist yet
     */
    void create(ServerFolder server, Path data) throws IOException;
  }

  /**
   * Prepares a server, which is not started yet.
   *
   * @param password the superuser's, unless the options' data folder has one
   * @param newData creates the data, unless the options' data folder has some
   */
  static EmbeddedEngine prepare(
      Product product,
      ServerOptions options,
      Path base,
      Programs programs,
      String password,
      Data newData)
      throws IOException {
    Path directory = options.dataDirectory();
    OwnedFolder folder =
        directory == null ? OwnedFolder.temporary(base) : OwnedFolder.kept(directory);
    EmbeddedEngine engine = null;
    try {
      // This JVM owns the folder, so a server that runs in it was left by a killed JVM.
      stopAbandoned(programs, folder.path());
      engine = new EmbeddedEngine(product, options, programs, folder, password);
      engine.prepare(newData);
      return engine;
    } catch (IOException | RuntimeException e) {
      abandon(engine == null ? folder : engine, e);
      throw e;
    }
  }

  static String randomPassword() {
    return Long.toHexString(new SecureRandom().nextLong());
  }

  /** The folder of this server. */
  ServerFolder server() {
    return server;
  }

  /** The server's process while it runs. */
  Optional<ProcessHandle> process() {
    return programs.running(folder.path());
  }

  @Override
  public TestServer.Kind kind() {
    return TestServer.Kind.EMBEDDED;
  }

  @Override
  public Address address() {
    return server.address();
  }

  @Override
  public void start() {
    if (running) {
      return;
    }
    Path log = folder.path().resolve("server.log");
    try {
      // The log of an earlier start must not appear in a failure of this one.
      Files.deleteIfExists(log);
      programs.start(server, log);
      running = true;
    } catch (IOException | IllegalStateException e) {
      throw new IllegalStateException(
          "The embedded "
              + title()
              + " does not start on port "
              + address().port()
              + ": "
              + words(log, e),
          e);
    }
  }

  @Override
  public void stop() {
    if (running) {
      try {
        programs.stop(folder.path());
      } catch (IOException | IllegalStateException e) {
        // A test may have killed the server.
        if (programs.running(folder.path()).isPresent()) {
          throw new IllegalStateException(
              "The embedded " + title() + " does not stop: " + e.getMessage(), e);
        }
      }
      running = false;
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (IllegalStateException e) {
      LOG.warn("Left to its watchdog: {}", e.getMessage());
    }
    if (running) {
      return;
    }
    watchdog.close();
    try {
      folder.close();
    } catch (IOException e) {
      LOG.warn("Could not delete {}: {}", folder.path(), Bounded.reason(e));
    }
  }

  /** Replaces the data of a stopped server. */
  void replaceData(Data newData) throws IOException {
    OwnedFolder.delete(Programs.data(folder.path()));
    prepare(newData);
  }

  private void prepare(Data newData) throws IOException {
    Path data = Programs.data(folder.path());
    if (!Files.exists(data)) {
      // The folder is renamed when it is complete.
      Path fresh = folder.path().resolve("data.new");
      OwnedFolder.delete(fresh);
      newData.create(server, fresh);
      Files.move(fresh, data);
    }
    programs.prepare(server);
  }

  private String title() {
    return address().product().title();
  }

  private static String password(Path folder, String newPassword) throws IOException {
    Path file = folder.resolve("password");
    if (!Files.exists(file)) {
      Files.createFile(file);
      OwnedFolder.restrict(file, "rw-------");
      Files.writeString(file, newPassword);
    }
    return Files.readString(file).strip();
  }

  /** Removes what ended JVMs have left. */
  static void removeAbandoned(Path base, Programs programs) {
    OwnedFolder.removeAbandoned(base, left -> stopAbandoned(programs, left));
  }

  private static void stopAbandoned(Programs programs, Path folder) {
    if (programs.running(folder).isPresent()) {
      try {
        programs.stop(folder);
      } catch (IOException | IllegalStateException e) {
        LOG.warn("Could not stop the server that an ended JVM left: {}", e.getMessage());
      }
    }
  }

  private static void abandon(AutoCloseable started, Exception failure) {
    try {
      started.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Returns the server's last output, or else that of the program that started it. */
  private static String words(Path log, Exception failure) {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(log));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      @Nullable String message = failure.getMessage();
      return message == null ? failure.toString() : message;
    }
  }
}
