package io.github.guicesql.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table of one of the project's documents.
 *
 * @param header its columns' titles
 * @param rows what stands below them
 */
public record MarkdownTable(List<String> header, List<Row> rows) {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * A row.
   *
   * @param place the document and the line, for who has to mend it
   * @param cells as many as the header has
   */
  public record Row(String place, List<String> cells) {

    @Override
    public String toString() {
      return place;
    }

    /** What stands in backticks in a cell. */
    public List<String> codes(int column) {
      return CODE.matcher(cells.get(column)).results().map(MarkdownTable::code).toList();
    }
  }

  private static String code(MatchResult match) {
    return match.group(1).replace("\\|", "|");
  }

  /** The column of this title, or -1. */
  public int column(String title) {
    return header.indexOf(title);
  }

  /** Those of README.md and of the guides. */
  public static List<MarkdownTable> all() throws IOException {
    List<MarkdownTable> tables = new ArrayList<>(of("README.md"));
    try (Stream<Path> guides = Files.list(ROOT.resolve("docs/guides"))) {
      guides
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .forEach(file -> tables.addAll(of(ROOT.relativize(file).toString())));
    }
    return tables;
  }

  /** Those of one document, named from the repository's root. */
  public static List<MarkdownTable> of(String document) {
    List<String> lines;
    try {
      lines = Files.readAllLines(ROOT.resolve(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<MarkdownTable> tables = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).matches("\\|[ :|-]*-[ :|-]*\\|") && lines.get(i - 1).startsWith("|")) {
        List<Row> rows = new ArrayList<>();
        for (int j = i + 1; j < lines.size() && lines.get(j).startsWith("|"); j++) {
          rows.add(new Row(document + ":" + (j + 1), cells(lines.get(j))));
        }
        tables.add(new MarkdownTable(cells(lines.get(i - 1)), rows));
      }
    }
    return tables;
  }

  /** The one table of a document that has this title over its first column. */
  public static MarkdownTable of(String document, String firstTitle) {
    List<MarkdownTable> found =
        of(document).stream().filter(table -> table.header.get(0).equals(firstTitle)).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          document + " has " + found.size() + " tables that begin with " + firstTitle);
    }
    return found.get(0);
  }

  private static List<String> cells(String line) {
    String inner = line.strip().replaceAll("^\\||\\|$", "");
    return CELL_END.splitAsStream(inner).map(String::strip).toList();
  }
}
