package io.github.guicesql.benchmarks;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the figures depend on, as far as it can be asked for: none of it names the machine. */
final class Machine {

  private static final int SYNCS = 200;
  private static final int PAGE = 4096;

  private Machine() {}

  static String describe(Path folder) throws IOException {
    return Runtime.getRuntime().availableProcessors()
        + " cores, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version").replaceFirst("[^0-9.].*", "")
        + " on "
        + System.getProperty("os.arch")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.version")
        + " ("
        + collectors()
        + "), "
        + disk(folder)
        + ", where appending and syncing a page takes "
        + Text.millis(sync(folder))
        + " ms";
  }

  private static String collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .collect(Collectors.joining(", "));
  }

  private static String disk(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    String device = Path.of(store.name()).getFileName().toString();
    Path rotational = Path.of("/sys/class/block", device, "queue", "rotational");
    if (!Files.isReadable(rotational)) {
      return store.type();
    }
    // What a virtual machine is told of its disk is not to be trusted.
    String kind =
        device.matches("x?vd.*")
            ? "virtual"
            : Files.readString(rotational).strip().equals("0") ? "solid-state" : "rotating";
    return store.type() + " on a " + kind + " disk";
  }

  /** The median, in nanoseconds: what a durable commit cannot be faster than. */
  private static double sync(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "sync", ".tmp");
    List<Double> nanos = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < SYNCS; i++) {
        channel.write(ByteBuffer.allocate(PAGE));
        long start = System.nanoTime();
        channel.force(false);
        nanos.add((double) (System.nanoTime() - start));
      }
    } finally {
      Files.delete(file);
    }
    return Spread.of(nanos).median();
  }
}
