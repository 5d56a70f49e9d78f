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
    /** Unpacks the archive into a folder that does not exist yet. */
    void into(Path folder) throws IOException;
  }

  /**
   * Returns the folder of that name with the complete content of the archive.
   *
   * @param base the parent folder
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
          // Another JVM may have moved its folder there first; otherwise the move failed.
          if (!complete(home)) {
            throw e;
          }
        }
      }
    }
    return home;
  }

  /**
   * Unpacks a tar file. Links to where the programs were built are left out, since they are
   * dangling.
   */
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

  // Systems that clean the temporary folder by age remove single files.
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
