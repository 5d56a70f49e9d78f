package io.github.guicesql.benchmarks;

import java.util.List;

/** Tables in Markdown. */
final class Tables {

  private Tables() {}

  static String of(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder(line(head));
    table.append(line(head.stream().map(column -> "---").toList()));
    rows.forEach(row -> table.append(line(row)));
    return table.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
