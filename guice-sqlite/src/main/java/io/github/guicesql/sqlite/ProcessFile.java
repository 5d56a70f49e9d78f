package io.github.guicesql.sqlite;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
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
  private static final Map<String, Reference<ProcessFile>> IN_USE = new HashMap<>();

  private final String name;
  private final WriteGate gate = new WriteGate();
  private @Nullable LogSync logSync;

  /** The number of connections that SQLite has open or is opening. */
  private int openings; // guarded by this

  private boolean exclusive; // guarded by this

  private ProcessFile(String name) {
    this.name = name;
  }

  /** The database of this canonical name. */
  static ProcessFile of(String name) {
    synchronized (IN_USE) {
      Reference<ProcessFile> known = IN_USE.get(name);
      ProcessFile file = known == null ? null : known.get();
      if (file == null) {
        forgetUnused();
        file = new ProcessFile(name);
        IN_USE.put(name, new WeakReference<>(file));
      }
      return file;
    }
  }

  private static void forgetUnused() {
    Iterator<Reference<ProcessFile>> each = IN_USE.values().iterator();
    while (each.hasNext()) {
      if (each.next().refersTo(null)) {
        each.remove();
      }
    }
  }

  /**
   * SQLite is about to open the file.
   *
   * @param exclusively whether it takes the file for this process alone
   */
  synchronized void opens(boolean exclusively) throws SQLException {
    if (openings > 0 && exclusive != exclusively) {
      throw new SQLException(
          name
              + " is open in this process already, "
              + (exclusive ? "for it alone" : "not for it alone")
              + ". SQLITE_EXCLUSIVE has to be the same for all databases of one file.",
          SqlStates.UNABLE_TO_CONNECT);
    }
    exclusive = exclusively;
    openings++;
  }

  /** SQLite has closed the file, or failed to open it. */
  synchronized void closed() {
    openings--;
  }

  /** Opens and reads a file. */
  @FunctionalInterface
  interface Inspection {
    void run() throws InvalidValueException;
  }

  /**
   * Opens and reads the file, unless SQLite has it open in this process: on POSIX systems, a
   * process loses all its locks on a file when it closes any handle of it. No connection is opened
   * meanwhile.
   */
  synchronized void inspectIfClosed(Inspection inspection) throws InvalidValueException {
    if (openings == 0) {
      inspection.run();
    }
  }

  /** The gate of the file's writers. */
  WriteGate gate() {
    return gate;
  }

  /** The database's canonical name. */
  String name() {
    return name;
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
