package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that this JVM runs. Its folder holds PostgreSQL's own data folder ({@code data}), and
 * beside that the superuser's password, the settings and the log.
 *
 * <p>Q. Why not {@code EmbeddedPostgres} of the library that brings the programs? A. Its server
 * lets in whoever asks, so that no test sees a refused password; does not say why it did not start;
 * and outlives a killed JVM.
 */
final class EmbeddedEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

  private static final String USER = "postgres";

  /**
   * What only a crash of the machine would need, which no thrown-away server survives. Not {@code
   * synchronous_commit}: a test may kill the server and look for what was committed.
   */
  private static final Map<String, String> FAST = Map.of("fsync", "off", "full_page_writes", "off");

  private final PostgresOptions options;
  private final Programs programs;
  private final OwnedFolder folder;
  private final Address address;
  private final Watchdog watchdog;
  private boolean running;

  private EmbeddedEngine(PostgresOptions options, Programs programs, OwnedFolder folder)
      throws IOException {
    this.options = options;
    this.programs = programs;
    this.folder = folder;
    int port = options.port() == 0 ? Ports.free() : options.port();
    this.address = new Address("localhost", port, USER, USER, password(), "");
    this.watchdog =
        Watchdog.over(
            stopCommand(programs, data(folder.path())),
            folder.temporary() ? folder.path().toString() : "",
            this::close);
  }

  /**
   * Starts a server.
   *
   * @throws IllegalStateException if it does not start, with the server's own words; then nothing
   *     is left
   */
  static EmbeddedEngine start(PostgresOptions options) {
    try {
      Path base = OwnedFolder.base();
      Programs programs = Programs.unpacked(base);
      OwnedFolder.removeAbandoned(base, left -> stopAbandoned(programs, left));
      return start(options, base, programs);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The embedded PostgreSQL does not start: " + e.getMessage(), e);
    }
  }

  static EmbeddedEngine start(PostgresOptions options, Path base, Programs programs)
      throws IOException {
    Path directory = options.dataDirectory();
    OwnedFolder folder =
        directory == null ? OwnedFolder.temporary(base) : OwnedFolder.kept(directory);
    EmbeddedEngine engine = null;
    try {
      // The folder is ours, so a server that runs in it was left by a killed JVM.
      stopAbandoned(programs, folder.path());
      engine = new EmbeddedEngine(options, programs, folder);
      engine.prepare();
      engine.start();
      return engine;
    } catch (IOException | RuntimeException e) {
      abandon(engine == null ? folder : engine, e);
      throw e;
    }
  }

  @Override
  public PostgresServer.Kind kind() {
    return PostgresServer.Kind.EMBEDDED;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public void start() {
    if (running) {
      return;
    }
    Path log = folder.path().resolve("server.log");
    try {
      // Of an earlier start, which is not what a failure of this one is to show.
      Files.deleteIfExists(log);
      run(
          programs.command(
              "pg_ctl",
              "start",
              "--pgdata=" + data(folder.path()),
              "--log=" + log,
              "--wait",
              "--timeout=" + (Programs.LIMIT.toSeconds() - 5)));
      running = true;
    } catch (IOException | IllegalStateException e) {
      throw new IllegalStateException(
          "The embedded PostgreSQL does not start on port " + address.port() + ": " + words(log, e),
          e);
    }
  }

  @Override
  public void stop() {
    if (running) {
      try {
        run(stopCommand(programs, data(folder.path())));
      } catch (IOException | IllegalStateException e) {
        // A test may have killed it.
        if (postmaster(folder.path()).isPresent()) {
          throw new IllegalStateException(
              "The embedded PostgreSQL does not stop: " + e.getMessage(), e);
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
      LOG.warn("Could not delete {}: {}", folder.path(), e.getMessage());
    }
  }

  private void prepare() throws IOException {
    Path path = folder.path();
    if (!Files.exists(data(path))) {
      // Takes its name when it is whole.
      Path fresh = path.resolve("data.new");
      OwnedFolder.delete(fresh);
      programs.own(path);
      List<String> initdb =
          programs.command(
              "initdb",
              "--pgdata=" + fresh,
              "--username=" + USER,
              "--pwfile=" + path.resolve("password"),
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8");
      if (folder.temporary()) {
        initdb.add("--no-sync");
      }
      run(initdb);
      Path conf = fresh.resolve("postgresql.conf");
      Files.writeString(conf, Files.readString(conf) + "include '../server.conf'\n");
      Files.move(fresh, data(path));
    }
    Files.writeString(path.resolve("server.conf"), settings());
    programs.own(path);
  }

  private String settings() throws IOException {
    StringBuilder lines = new StringBuilder();
    line(lines, "listen_addresses", "localhost");
    line(lines, "port", Integer.toString(address.port()));
    // A socket file would be left in /tmp, and a long path to it is refused.
    line(lines, "unix_socket_directories", "");
    if (folder.temporary()) {
      FAST.forEach((name, value) -> line(lines, name, value));
    }
    Path certificate = options.certificate();
    Path key = options.privateKey();
    if (certificate != null && key != null) {
      line(lines, "ssl", "on");
      line(lines, "ssl_cert_file", copied(certificate, "server.crt"));
      line(lines, "ssl_key_file", copied(key, "server.key"));
    }
    options.settings().forEach((name, value) -> line(lines, name, value));
    return lines.toString();
  }

  private static void line(StringBuilder lines, String name, String value) {
    lines.append(name).append(" = '");
    lines.append(value.replace("\\", "\\\\").replace("'", "''")).append("'\n");
  }

  private String copied(Path file, String name) throws IOException {
    Path copy = folder.path().resolve(name);
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    // PostgreSQL refuses a key that others can read.
    OwnedFolder.restrict(copy, "rw-------");
    return "../" + name;
  }

  private String password() throws IOException {
    Path file = folder.path().resolve("password");
    if (!Files.exists(file)) {
      Files.createFile(file);
      OwnedFolder.restrict(file, "rw-------");
      Files.writeString(file, Long.toHexString(new SecureRandom().nextLong()));
    }
    return Files.readString(file).strip();
  }

  private void run(List<String> command) throws IOException {
    programs.run(command, folder.path().resolve("command.log"));
  }

  private static Path data(Path folder) {
    return folder.resolve("data");
  }

  private static List<String> stopCommand(Programs programs, Path data) {
    return programs.command("pg_ctl", "stop", "--pgdata=" + data, "--mode=fast", "--wait");
  }

  private static void stopAbandoned(Programs programs, Path folder) {
    // After a crash of the machine the number may be another program's, which pg_ctl would stop.
    if (postmaster(folder)
        .filter(process -> process.info().command().orElse("postgres").contains("postgres"))
        .isPresent()) {
      try {
        programs.run(stopCommand(programs, data(folder)), folder.resolve("command.log"));
      } catch (IOException | IllegalStateException e) {
        LOG.warn("Could not stop the server that an ended JVM left: {}", e.getMessage());
      }
    }
  }

  /** The process whose number PostgreSQL left in its data folder, if there is one. */
  private static Optional<ProcessHandle> postmaster(Path folder) {
    try {
      String number = Files.readAllLines(data(folder).resolve("postmaster.pid")).get(0);
      return ProcessHandle.of(Long.parseLong(number.strip()));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static void abandon(AutoCloseable started, Exception failure) {
    try {
      started.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** What the server said last, or else what its starter said. */
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
