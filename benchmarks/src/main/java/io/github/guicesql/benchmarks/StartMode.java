package io.github.guicesql.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A JVM, with or without an archive of the program's classes.
 *
 * @param java the JVM's program
 * @param version of the JDK, such as 17
 */
record StartMode(Path java, int version, Archive archive) {

  enum Archive {
    NONE(""),
    APP_CDS(", AppCDS"),
    AOT(", AOT cache");

    private final String title;

    Archive(String title) {
      this.title = title;
    }
  }

  String title() {
    return "JDK " + version + archive.title;
  }

  Path file(StartContender contender, Path folder) {
    return folder.resolve(contender.name().toLowerCase(Locale.ROOT) + "-" + version + ".archive");
  }

  List<String> making(Path file) {
    return switch (archive) {
      case NONE -> List.of();
      case APP_CDS -> List.of("-XX:ArchiveClassesAtExit=" + file);
      case AOT -> List.of("-XX:AOTCacheOutput=" + file);
    };
  }

  List<String> using(Path file) {
    return switch (archive) {
      case NONE -> List.of();
      case APP_CDS -> List.of("-XX:SharedArchiveFile=" + file);
      case AOT -> List.of("-XX:AOTCache=" + file);
    };
  }
}
