package io.github.guicesql.project;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Follows a guide to the letter, as somebody would who only copies and pastes:
 *
 * <pre>{@code java Walkthrough.java GUIDE FOLDER [COMMAND...]}</pre>
 *
 * <p>The folder must be empty. Each code block of the guide has one rule, by its language; a block
 * that has none is an error.
 *
 * <ul>
 *   <li>{@code java}, {@code xml}, {@code properties}, {@code sql}: a whole file. The paragraph
 *       above begins with its path, as {@code `pom.xml`}.
 *   <li>{@code diff}: a change to the file whose path the paragraph above begins with. A line that
 *       begins with {@code @@} parts two places. What the diff takes for old must be in the file
 *       once.
 *   <li>{@code sh}: runs in the folder, and must succeed. A command that was given as an argument
 *       was run by the caller.
 *   <li>{@code text}: what the command of the block before prints. Its lines must come in this
 *       order, and others may stand between them; a {@code …} stands for anything within a line.
 * </ul>
 *
 * <p>Needs nothing but the JDK, so that it runs without a build.
 */
final class Walkthrough {

  private static final Pattern PATH = Pattern.compile("`([^`]+)`.*");

  /** Of a terminal; Maven writes some even to a pipe. */
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private static final Set<String> FILES = Set.of("java", "xml", "properties", "sql");

  /**
   * A code block.
   *
   * @param line the number of its first line, that of the fence
   * @param caption the first line of the paragraph above it
   */
  record Block(int line, String language, String caption, List<String> content) {

    String text() {
      return String.join("\n", content) + "\n";
    }
  }

  /** What a guide gets wrong, with the line in it. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault(Block block, String problem) {
      super("line " + block.line() + ": " + problem);
    }
  }

  /** Runs a command of the guide. */
  @FunctionalInterface
  interface Shell {
    /** What it printed; empty for one that was not run, whose output nobody can compare. */
    List<String> run(Block command) throws IOException, InterruptedException;
  }

  private final Path folder;
  private final Shell shell;
  private final boolean compares;

  /**
   * A walk.
   *
   * @param folder an empty one
   * @param compares whether the shell really runs the commands, so that there is an output
   */
  Walkthrough(Path folder, Shell shell, boolean compares) {
    this.folder = folder;
    this.shell = shell;
    this.compares = compares;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2) {
      System.err.println("Usage: java Walkthrough.java GUIDE FOLDER [COMMAND...]");
      System.exit(2);
    }
    Path guide = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    Set<String> done = Set.copyOf(List.of(arguments).subList(2, arguments.length));
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        System.err.println(folder + " is not empty");
        System.exit(2);
      }
    }
    Shell shell = shell(folder);
    Shell unlessDone =
        command -> done.contains(command.text().strip()) ? List.of() : shell.run(command);
    try {
      new Walkthrough(folder, unlessDone, true).follow(blocks(Files.readString(guide)));
    } catch (Fault e) {
      System.err.println(guide + ", " + e.getMessage());
      System.exit(1);
    }
  }

  /** The code blocks of a document. */
  static List<Block> blocks(String document) {
    List<Block> blocks = new ArrayList<>();
    List<String> content = null;
    String language = "";
    String caption = "";
    boolean fresh = true;
    int begin = 0;
    int number = 0;
    for (String line : document.lines().toList()) {
      number++;
      if (content != null && line.equals("```")) {
        blocks.add(new Block(begin, language, caption, List.copyOf(content)));
        content = null;
        caption = "";
        fresh = true;
      } else if (content != null) {
        content.add(line);
      } else if (line.strip().startsWith("```")) {
        content = new ArrayList<>();
        language = line.substring(line.indexOf("```") + 3);
        begin = number;
      } else if (line.isBlank()) {
        fresh = true;
      } else if (fresh) {
        caption = line;
        fresh = false;
      }
    }
    if (content != null) {
      throw new Fault(new Block(begin, language, caption, content), "the block has no end");
    }
    return blocks;
  }

  void follow(List<Block> blocks) throws IOException, InterruptedException {
    Block before = null;
    List<String> output = List.of();
    for (Block block : blocks) {
      if (FILES.contains(block.language())) {
        write(block);
      } else if (block.language().equals("diff")) {
        change(block);
      } else if (block.language().equals("sh")) {
        output = shell.run(block);
      } else if (!block.language().equals("text")) {
        throw new Fault(block, "there is no rule for a block of \"" + block.language() + "\"");
      } else if (before == null || !before.language().equals("sh")) {
        throw new Fault(block, "this is the output of no command: no sh block is before it");
      } else if (compares) {
        compare(block, output);
      }
      before = block;
    }
  }

  private Path file(Block block) {
    Matcher path = PATH.matcher(block.caption());
    if (!path.matches()) {
      throw new Fault(block, "the paragraph above does not begin with a path: " + block.caption());
    }
    Path file = folder.resolve(path.group(1)).normalize();
    if (!file.startsWith(folder.normalize()) || path.group(1).contains(" ")) {
      throw new Fault(block, path.group(1) + " is no path inside the folder");
    }
    return file;
  }

  private void write(Block block) throws IOException {
    Path file = file(block);
    Files.createDirectories(file.getParent());
    Files.writeString(file, block.text());
  }

  private void change(Block block) throws IOException {
    Path file = file(block);
    if (!Files.exists(file)) {
      throw new Fault(block, "there is no file " + file + " to change");
    }
    String content = "\n" + Files.readString(file);
    for (String place : ("\n" + block.text()).split("\n@@[^\n]*(?=\n)", -1)) {
      String old = "\n" + side(block, place, '-');
      int at = content.indexOf(old);
      if (old.isBlank() || at < 0 || at != content.lastIndexOf(old)) {
        throw new Fault(block, file + " does not have this once:" + old);
      }
      content =
          content.substring(0, at)
              + "\n"
              + side(block, place, '+')
              + content.substring(at + old.length());
    }
    Files.writeString(file, content.substring(1));
  }

  /** The lines that a diff leaves, and those that it takes away ('-') or adds ('+'). */
  private static String side(Block block, String place, char sign) {
    StringBuilder side = new StringBuilder();
    for (String line : place.lines().filter(one -> !one.isEmpty()).toList()) {
      char first = line.charAt(0);
      if (first != '-' && first != '+' && first != ' ') {
        throw new Fault(
            block, "a line begins neither with +, nor with -, nor with a space: " + line);
      }
      if (first == sign || first == ' ') {
        side.append(line.substring(1)).append('\n');
      }
    }
    return side.toString();
  }

  /** One that runs the commands in the folder, and shows what they print. */
  static Shell shell(Path folder) {
    return command -> run(command, folder);
  }

  private static List<String> run(Block command, Path folder)
      throws IOException, InterruptedException {
    System.out.println("\n$ " + command.text().strip());
    Process process =
        new ProcessBuilder("sh", "-ec", command.text())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    List<String> output = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line);
        output.add(COLOUR.matcher(line).replaceAll(""));
      }
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new Fault(command, "the command failed, with exit status " + status);
    }
    return output;
  }

  private static void compare(Block block, List<String> output) {
    int next = 0;
    for (String line : block.content()) {
      String expected =
          Stream.of(line.strip().split("…", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      int at = next;
      while (at < output.size() && !output.get(at).strip().matches(expected)) {
        at++;
      }
      if (at == output.size()) {
        throw new Fault(block, "the output lacks, or has in another place: " + line);
      }
      next = at + 1;
    }
  }
}
