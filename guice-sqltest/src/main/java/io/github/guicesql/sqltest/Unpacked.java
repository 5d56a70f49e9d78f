package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs that are unpacked once per user and version. */
final class Unpacked {
  private static final String COUNT = "number-of-files";

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
