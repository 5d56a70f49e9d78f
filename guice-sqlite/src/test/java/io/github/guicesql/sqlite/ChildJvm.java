package io.github.guicesql.sqlite;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A second process of the tests' own, with the same class path and JDK. */
final class ChildJvm {

  private ChildJvm() {}

  static Process start(Class<?> main, String... arguments) throws IOException {
    return start(Map.of(), main, arguments);
  }

  static Process start(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    return start(List.of(), System.getProperty("java.class.path"), environment, main, arguments);
  }

  /**
   * As one who is not root, whom no permission would stop. As root that is nobody, for whom the
   * class path is copied to {@code folder}; otherwise it is who runs the tests.
   */
  static Process startWithoutPrivileges(Path folder, Class<?> main, String... arguments)
      throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      return start(main, arguments);
    }
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path source = Path.of(entry);
      if (Files.exists(source)) {
        Path copy = folder.resolve(copies.size() + "-" + source.getFileName());
        copyTree(source, copy);
        copies.add(copy.toString());
      }
    }
    return start(
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
        String.join(File.pathSeparator, copies),
        Map.of(),
        main,
        arguments);
  }

  private static void copyTree(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (!Files.exists(copy)) {
          Files.copy(file, copy);
          copy.toFile().setReadable(true, false);
          copy.toFile().setExecutable(Files.isDirectory(copy), false);
        }
      }
    }
  }

  private static Process start(
      List<String> prefix,
      String classPath,
      Map<String, String> environment,
      Class<?> main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String key : Sqlite.EVERYWHERE) {
      String value = System.getProperty(key);
      if (value != null) {
        command.add("-D" + key + "=" + value);
      }
    }
    command.addAll(List.of("-Xshare:auto", "-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    process.environment().putAll(environment);
    return process.start();
  }
}
