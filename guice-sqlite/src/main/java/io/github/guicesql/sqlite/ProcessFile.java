package io.github.guicesql.sqlite;

import java.nio.file.Path;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of this process to one database share, whichever pool they belong to. It
 * lives as long as one of the pools.
 *
 * <p>Thread-safe.
 */
final class ProcessFile {

  /** The databases in use: the one static state here, since a file is the whole process's. */
  private static final Map<ProcessFile, String> IN_USE = new WeakHashMap<>();

  private final String name;
  private final WriteGate gate = new WriteGate();
  private @Nullable LogSync logSync;

  private ProcessFile(String name) {
    this.name = name;
  }

  /** The database of this canonical name. */
  static ProcessFile of(String name) {
    synchronized (IN_USE) {
      for (Map.Entry<ProcessFile, String> known : IN_USE.entrySet()) {
        if (known.getValue().equals(name)) {
          return known.getKey();
        }
      }
      ProcessFile file = new ProcessFile(name);
      IN_USE.put(file, name);
      return file;
    }
  }

  /** What the file's writers pass. */
  WriteGate gate() {
    return gate;
  }

  /**
   * The syncs of the file's log. SQLite keeps the log beside the real file, whatever links lead to
   * it, which is what the canonical name names.
   *
   * @param maker makes it for the path of the log, for the first who asks
   */
  synchronized LogSync logSync(Function<Path, LogSync> maker) {
    LogSync current = logSync;
    if (current == null) {
      current = maker.apply(Path.of(name + "-wal"));
      logSync = current;
    }
    return current;
  }
}
