package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.PowerCutRecording.Event;
import io.github.guicesql.sqlite.PowerCutRecording.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A disk that has seen a part of a recording, and the states in which a power cut at that moment
 * could leave it. Whatever was written before a sync of its file began is on the disk when that
 * sync has ended. Of the rest each sector may be, or not. The names of files are written when their
 * folder is synced, and may be before.
 */
final class PowerCutDisk {

  private static final int SECTOR = 512;

  /** What of the writes that no sync has confirmed is on the disk. */
  enum Survivors {
    NONE,
    ALL,
    SOME_WRITES,
    SOME_SECTORS,
    THOSE_OF_ONE_FILE
  }

  private final Map<Long, StoredFile> byInode = new HashMap<>();
  private final Map<String, StoredFile> names = new HashMap<>();
  private Map<String, StoredFile> syncedNames = new HashMap<>();
  private final Map<Long, Map<String, StoredFile>> namesAtSync = new HashMap<>();
  private final Map<String, byte[]> atFirst = new HashMap<>();
  private final String folder;

  /** A disk with these files in one folder. */
  PowerCutDisk(Path folder, List<Path> files) throws IOException {
    this.folder = folder.toString();
    for (Path file : files) {
      atFirst.put(file.toString(), Files.readAllBytes(file));
    }
  }

  /** Does what was recorded. */
  void apply(Event event) {
    switch (event.kind()) {
      case OPEN -> open(event.text(), event.inode());
      case UNLINK -> {
        StoredFile file = names.remove(event.text());
        byInode.values().remove(file);
        atFirst.remove(event.text());
      }
      case WRITE, TRUNCATE -> file(event).unsynced.add(event);
      case SYNC_BEGIN -> {
        file(event).syncBegins(event.number());
        namesAtSync.put(event.number(), new HashMap<>(names));
      }
      case SYNC_END -> {
        StoredFile file = file(event);
        file.syncEnds(event.number());
        Map<String, StoredFile> then = namesAtSync.remove(event.number());
        if (file.isFolder) {
          syncedNames = Objects.requireNonNull(then);
        }
      }
      case ACKNOWLEDGEMENT -> {}
    }
  }

  private void open(String path, long inode) {
    StoredFile file =
        byInode.computeIfAbsent(
            inode,
            first -> {
              byte[] content = atFirst.get(path);
              StoredFile made =
                  new StoredFile(content == null ? new byte[0] : content, path.equals(folder));
              if (content != null) {
                syncedNames.put(path, made);
              }
              return made;
            });
    if (!file.isFolder) {
      names.put(path, file);
    }
  }

  private StoredFile file(Event event) {
    StoredFile file = byInode.get(event.inode());
    // An unlinked file that somebody has open still: nobody will see it.
    return file == null ? new StoredFile(new byte[0], false) : file;
  }

  /** Writes the files as a power cut could leave them. */
  void writeState(Path target, Survivors survivors, RandomGenerator random) throws IOException {
    boolean newNames =
        switch (survivors) {
          case NONE -> false;
          case ALL -> true;
          default -> random.nextBoolean();
        };
    Map<String, StoredFile> left = newNames ? names : syncedNames;
    List<StoredFile> files = new ArrayList<>(left.values());
    StoredFile one = files.get(random.nextInt(files.size()));
    for (Map.Entry<String, StoredFile> entry : left.entrySet()) {
      Survivors here =
          survivors != Survivors.THOSE_OF_ONE_FILE
              ? survivors
              : entry.getValue() == one ? Survivors.ALL : Survivors.NONE;
      Path name = Path.of(entry.getKey()).getFileName();
      Files.write(target.resolve(name), entry.getValue().contentAfter(here, random));
    }
  }

  private static final class StoredFile {

    private byte[] synced;
    private final boolean isFolder;
    private final List<Event> unsynced = new ArrayList<>();
    private final Map<Long, Integer> syncs = new HashMap<>();

    StoredFile(byte[] content, boolean isFolder) {
      synced = content;
      this.isFolder = isFolder;
    }

    void syncBegins(long number) {
      syncs.put(number, unsynced.size());
    }

    void syncEnds(long number) {
      Integer count = syncs.remove(number);
      if (count != null) {
        List<Event> done = unsynced.subList(0, count);
        for (Event event : done) {
          synced = applied(synced, event);
        }
        done.clear();
        syncs.replaceAll((other, before) -> Math.max(0, before - count));
      }
    }

    byte[] contentAfter(Survivors survivors, RandomGenerator random) {
      byte[] content = synced.clone();
      if (survivors == Survivors.NONE) {
        return content;
      }
      for (Event event : unsynced) {
        if (survivors == Survivors.SOME_SECTORS && event.kind() == Kind.WRITE) {
          content = someSectors(content, event, random);
        } else if (survivors == Survivors.ALL || random.nextBoolean()) {
          content = applied(content, event);
        }
      }
      return content;
    }

    private static byte[] someSectors(byte[] before, Event write, RandomGenerator random) {
      byte[] content = before;
      int length = write.content().length;
      for (int from = 0; from < length; from += SECTOR) {
        if (random.nextBoolean()) {
          byte[] sector =
              Arrays.copyOfRange(write.content(), from, Math.min(length, from + SECTOR));
          content =
              applied(content, new Event(Kind.WRITE, write.inode(), write.number() + from, sector));
        }
      }
      return content;
    }

    private static byte[] applied(byte[] before, Event event) {
      int at = Math.toIntExact(event.number());
      if (event.kind() == Kind.TRUNCATE) {
        return Arrays.copyOf(before, at);
      }
      int end = at + event.content().length;
      byte[] content = end > before.length ? Arrays.copyOf(before, end) : before;
      System.arraycopy(event.content(), 0, content, at, event.content().length);
      return content;
    }
  }
}
