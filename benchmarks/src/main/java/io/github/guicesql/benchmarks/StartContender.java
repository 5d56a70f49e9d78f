package io.github.guicesql.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program that prints a row of a SQLite file: a main class below {@code benchmarks/start}. */
enum StartContender {
  RAW("raw JDBC", "plain", "RawJdbc", "benchmark-start-plain|sqlite-jdbc|slf4j"),
  HIKARI("HikariCP", "plain", "Hikari", "benchmark-start-plain|sqlite-jdbc|slf4j|HikariCP"),
  BY_HAND(
      "Guice, by hand",
      "plain",
      "GuiceByHand",
      "benchmark-start-plain|sqlite-jdbc|slf4j|HikariCP|guice-\\d|jakarta.inject|aopalliance"
          + "|guava|failureaccess"),
  OURS("guice-sql", "plain", "GuiceSql", ""),
  BOOTIQUE("Bootique", "bootique", "bootique.BootiqueMain", ""),
  MICRONAUT("Micronaut", "micronaut", "micronaut.MicronautMain", ""),
  SPRING_BOOT("Spring Boot", "spring-boot", "springboot.SpringBootMain", "");

  private static final Pattern CLASSES =
      Pattern.compile(".*?(/benchmarks/start)?/([^/]+)/target/classes");

  final String title;
  final String main;
  private final String module;
  private final Pattern jars;

  StartContender(String title, String module, String main, String jars) {
    this.title = title;
    this.module = module;
    this.main = "io.github.guicesql.benchmarks.start." + main;
    this.jars = Pattern.compile("(" + jars + ").*");
  }

  /** The jars it needs, and no others: an archive accepts nothing but jars. */
  String classPath(Path home, Path folder) throws IOException {
    Path target = home.resolve("start").resolve(module).resolve("target");
    Path list = target.resolve("class-path");
    if (!Files.exists(list)) {
      throw new IOException(list + " is not there: start benchmarks/performance instead.");
    }
    List<Path> entries = new ArrayList<>();
    entries.add(target.resolve("classes"));
    Stream.of(Files.readString(list).strip().split(":")).map(Path::of).forEach(entries::add);
    List<String> path = new ArrayList<>();
    for (Path entry : entries) {
      String name = jarName(entry);
      if (jars.matcher(name).matches()) {
        path.add((Files.isDirectory(entry) ? jar(entry, folder.resolve(name)) : entry).toString());
      }
    }
    return String.join(":", path);
  }

  private static String jarName(Path entry) {
    if (!Files.isDirectory(entry)) {
      return entry.getFileName().toString();
    }
    Matcher module = CLASSES.matcher(entry.toString());
    if (!module.matches()) {
      throw new IllegalStateException(entry + " is neither a jar nor a module's classes.");
    }
    return (module.group(1) == null ? "" : "benchmark-start-") + module.group(2) + ".jar";
  }

  private static Path jar(Path classes, Path jar) throws IOException {
    if (Files.exists(jar)) {
      return jar;
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
