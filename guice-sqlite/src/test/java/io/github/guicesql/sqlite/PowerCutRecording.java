package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What processes did to the files of a database, in the order in which the operating system did it:
 * read from what {@code powercut.c} has recorded.
 */
final class PowerCutRecording {

  enum Kind {
    OPEN('O'),
    WRITE('W'),
    TRUNCATE('T'),
    SYNC_BEGIN('B'),
    SYNC_END('E'),
    UNLINK('U'),
    ACKNOWLEDGEMENT('A');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    static Kind of(char letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IllegalStateException("SQLite does something new: " + letter);
    }
  }

  /** One thing that was done. */
  static final class Event {

    private final Kind kind;
    private final long inode;
    private final long number;
    private final byte[] content;

    Event(Kind kind, long inode, long number, byte[] content) {
      this.kind = kind;
      this.inode = inode;
      this.number = number;
      this.content = content;
    }

    Kind kind() {
      return kind;
    }

    long inode() {
      return inode;
    }

    /** An offset, a size, or which sync it is. */
    long number() {
      return number;
    }

    byte[] content() {
      return content;
    }

    String text() {
      return new String(content, UTF_8);
    }
  }

  private final Path log;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * A recording of the files of this database.
   *
   * @param library the compiled recorder
   */
  PowerCutRecording(Path library, Path database, Path log) {
    this.log = log;
    environment.put("LD_PRELOAD", library.toString());
    environment.put("POWERCUT_FILE", database.toString());
    environment.put("POWERCUT_LOG", log.toString());
  }

  /** What a process is to be started with, for which a sync takes so many microseconds. */
  Map<String, String> environment(String syncMicros) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("POWERCUT_SYNC_MICROS", syncMicros);
    return all;
  }

  List<Event> events() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.nativeOrder());
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      Kind kind = Kind.of((char) bytes.get());
      long inode = bytes.getLong();
      long number = bytes.getLong();
      byte[] content = new byte[bytes.getInt()];
      bytes.get(content);
      events.add(new Event(kind, inode, number, content));
    }
    return events;
  }

  /** Compiles the recorder; null if there is no C compiler, or none for this system. */
  static @Nullable Path compile(Path folder) throws IOException, InterruptedException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    Path source = folder.resolve("powercut.c");
    try (InputStream in = PowerCutRecording.class.getResourceAsStream("powercut.c")) {
      Files.copy(in, source);
    }
    Path library = folder.resolve("powercut.so");
    try {
      Process compiler =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O1",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
      return compiler.waitFor(1, TimeUnit.MINUTES) && compiler.exitValue() == 0 ? library : null;
    } catch (IOException noCompiler) {
      return null;
    }
  }
}
