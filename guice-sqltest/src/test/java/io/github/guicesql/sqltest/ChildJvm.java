package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A JVM that runs {@link Child}, and what it printed until its server was ready. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final List<String> output = new ArrayList<>();

  ChildJvm(Product product, Map<String, String> environment, String... arguments)
      throws IOException {
    this(System.getProperty("java.class.path"), product, environment, arguments);
  }

  /** With a server of each product. */
  static ChildJvm ofAll(Map<String, String> environment, String... arguments) throws IOException {
    String products =
        Arrays.stream(Product.values()).map(Product::name).collect(Collectors.joining(","));
    return new ChildJvm(System.getProperty("java.class.path"), products, environment, arguments);
  }

  ChildJvm(String classPath, Product product, Map<String, String> environment, String... arguments)
      throws IOException {
    this(classPath, product.name(), environment, arguments);
  }

  private ChildJvm(
      String classPath, String products, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath));
    command.add(Child.class.getName());
    command.add(products);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SQLTEST_"));
    builder.environment().putAll(environment);
    process = builder.start();
    BufferedReader reader = process.inputReader(UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.add(line);
      if (line.equals("ready")) {
        return;
      }
    }
    throw new IllegalStateException(String.join("\n", output));
  }

  List<String> output() {
    return output;
  }

  /** The rest of the line that begins with this word. */
  String value(String word) {
    return output.stream()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Lets it come to its end by itself. */
  void end() throws IOException {
    process.getOutputStream().close();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
