package io.github.guicesql.sqltest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SQLite databases, as files of a folder. A file that nobody has open is complete by itself, so a
 * copy of it is a copy of the database.
 */
record FilePlaces(Path folder, AtomicInteger number) implements Places {

  private static final String[] ENDINGS = {"", "-wal", "-shm", "-journal", "-migration"};

  FilePlaces(Path folder) {
    this(folder, new AtomicInteger());
  }

  @Override
  public Place create() {
    Path file = folder.resolve("sqltest_" + number.incrementAndGet() + ".db");
    // As with the servers, only a crash of the machine would show that it does not wait for the
    // disk.
    return new Place(
        file.toString(),
        Map.of("path", file.toString(), "synchronous", "off"),
        null,
        () -> delete(file));
  }

  @Override
  public Copies copiesOf(Place template) {
    return () -> copyOf(template);
  }

  private Place copyOf(Place template) {
    Place copy = create();
    try {
      Path source = Path.of(template.name());
      if (Files.exists(source)) {
        Files.copy(source, Path.of(copy.name()));
      }
      return copy.asMigrated();
    } catch (IOException e) {
      throw new UncheckedIOException(template + " was not copied", e);
    }
  }

  private static void delete(Path file) {
    try {
      for (String ending : ENDINGS) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " was not removed", e);
    }
  }
}
