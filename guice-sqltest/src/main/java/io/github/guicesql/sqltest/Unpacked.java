package io.github.guicesql.sqltest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Programs that are unpacked once per user and version. */
final class Unpacked {
  static final String COUNT = "number-of-files";

  private Unpacked() {}

  interface Archive {
    /** Unpacks itself into a folder that is not there yet. */
    void into(Path folder) throws IOException;
  }

  /**
   * The folder of that name with the archive's content, whole.
   *
   * @param base the folder to have it in
   */
  static Path folder(Path base, String name, Archive archive) throws IOException {
    Path home = base.resolve(name);
    if (!complete(home)) {
      try (OwnedFolder folder = OwnedFolder.temporary(base)) {
        Path fresh = folder.path().resolve("fresh");
        archive.into(fresh);
        Files.writeString(fresh.resolve(COUNT), Long.toString(count(fresh) + 1));
        if (Files.exists(home) && !complete(home)) {
          Files.move(home, folder.path().resolve("incomplete"));
        }
        try {
          Files.move(fresh, home);
        } catch (IOException e) {
          // Another JVM was faster, or the move did fail.
          if (!complete(home)) {
            throw e;
          }
        }
      }
    }
    return home;
  }

  /** Unpacks a tar file. A link to where the programs were built leads nowhere, and is left out. */
  static void tar(InputStream file, Path target) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(file);
    TarArchiveEntry entry;
    while ((entry = tar.getNextEntry()) != null) {
      Path path = target.resolve(entry.getName()).normalize();
      if (entry.isDirectory()) {
        Files.createDirectories(path);
      } else if (!entry.isSymbolicLink()) {
        Files.createDirectories(path.getParent());
        Files.copy(tar, path);
        OwnedFolder.restrict(path, (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x");
      } else if (!entry.getLinkName().startsWith("/")) {
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      }
    }
  }

  // Where the temporary folder is cleaned by age, files go one by one.
  private static boolean complete(Path home) throws IOException {
    Path expected = home.resolve(COUNT);
    return Files.exists(expected) && Files.readString(expected).equals(Long.toString(count(home)));
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !Files.isDirectory(path)).count();
    }
  }
}
