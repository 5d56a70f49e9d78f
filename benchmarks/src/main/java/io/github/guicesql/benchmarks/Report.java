package io.github.guicesql.benchmarks;

import io.github.guicesql.benchmarks.Contender.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run as Markdown: the ratios first, then everything. */
final class Report {

  private static final Contender LIMIT = new Contender(Kind.LIMIT, Map.of());
  private static final Contender LIMIT_NORMAL = new Contender(Kind.LIMIT_NORMAL, Map.of());

  private final Arguments arguments;
  private final Results results;

  Report(Arguments arguments, Results results) {
    this.arguments = arguments;
    this.results = results;
  }

  String markdown() {
    Contender first = arguments.contenders().get(0);
    StringBuilder text = new StringBuilder();
    for (Figure figure : Figure.values()) {
      text.append("\n## ").append(figure.title).append(", ratio to ").append(first.title());
      text.append("\n\n");
      appendRatios(text, figure, first);
    }
    if (arguments.contenders().contains(LIMIT)) {
      text.append("\n## Throughput, ratio to the limit\n\n");
      appendLimits(text);
    }
    text.append("\n## Everything\n\n");
    appendCells(text);
    return text.toString();
  }

  private void appendRatios(StringBuilder text, Figure figure, Contender reference) {
    List<Contender> others =
        arguments.contenders().stream().filter(contender -> !contender.equals(reference)).toList();
    List<List<String>> rows = new ArrayList<>();
    for (Work work : arguments.works()) {
      for (int threads : arguments.threads()) {
        List<String> row = new ArrayList<>(List.of(work.title, Integer.toString(threads)));
        for (Contender contender : others) {
          row.add(ratio(figure, new Cell(work, threads, contender), reference));
        }
        rows.add(row);
      }
    }
    List<String> head = new ArrayList<>(List.of("work", "threads"));
    others.forEach(contender -> head.add(contender.title()));
    appendTable(text, head, rows);
  }

  private void appendLimits(StringBuilder text) {
    List<List<String>> rows = new ArrayList<>();
    for (Work work : arguments.works()) {
      for (int threads : arguments.threads()) {
        for (Contender contender : arguments.contenders()) {
          Optional<Contender> limit = limit(contender);
          if (limit.isPresent()) {
            rows.add(
                List.of(
                    work.title,
                    Integer.toString(threads),
                    contender.title(),
                    ratio(Figure.PER_SECOND, new Cell(work, threads, contender), limit.get())));
          }
        }
      }
    }
    appendTable(text, List.of("work", "threads", "", "ratio"), rows);
  }

  /** The one with the same durability. */
  private static Optional<Contender> limit(Contender contender) {
    return switch (contender.kind()) {
      case OURS -> Optional.of(LIMIT);
      case OURS_NORMAL -> Optional.of(LIMIT_NORMAL);
      default -> Optional.empty();
    };
  }

  private String ratio(Figure figure, Cell cell, Contender reference) {
    String got =
        results.ratio(figure, cell, reference).map(spread -> spread.text(Text::ratio)).orElse("");
    return Target.of(figure, cell, reference).map(target -> got + ", wanted " + target).orElse(got);
  }

  private void appendCells(StringBuilder text) {
    List<List<String>> rows = new ArrayList<>();
    for (Work work : arguments.works()) {
      for (int threads : arguments.threads()) {
        for (Contender contender : arguments.contenders()) {
          rows.add(row(new Cell(work, threads, contender)));
        }
      }
    }
    appendTable(
        text,
        List.of(
            "work",
            "threads",
            "",
            "per second",
            "p50, ms",
            "p99, ms",
            "longest, ms",
            "errors",
            "lost"),
        rows);
  }

  private List<String> row(Cell cell) {
    return List.of(
        cell.work().title,
        Integer.toString(cell.threads()),
        cell.contender().title(),
        results.spread(cell, Measurement::perSecond).text(Text::count),
        results.spread(cell, measurement -> measurement.p50().toNanos()).text(Text::millis),
        results.spread(cell, measurement -> measurement.p99().toNanos()).text(Text::millis),
        results.spread(cell, measurement -> measurement.longest().toNanos()).text(Text::millis),
        errors(results.of(cell)),
        difference(results.of(cell)));
  }

  private static String errors(List<Measurement> rounds) {
    Map<String, Long> errors = new TreeMap<>();
    long done = 0;
    long failed = 0;
    for (Measurement round : rounds) {
      round.errors().forEach((error, count) -> errors.merge(error, count, Long::sum));
      done += round.done();
      failed += round.failed();
    }
    if (failed == 0) {
      return "0";
    }
    String kinds =
        errors.entrySet().stream()
            .map(error -> Text.count(error.getValue()) + " " + error.getKey())
            .collect(Collectors.joining(", "));
    return Text.percent((double) failed / (done + failed)) + ": " + kinds;
  }

  private static String difference(List<Measurement> rounds) {
    long lost = 0;
    long unacknowledged = 0;
    for (Measurement round : rounds) {
      lost += round.difference().lost();
      unacknowledged += round.difference().unacknowledged();
    }
    String text = Text.count(lost);
    return unacknowledged == 0
        ? text
        : text + "; " + Text.count(unacknowledged) + " done though reported as failed";
  }

  private static void appendTable(StringBuilder text, List<String> head, List<List<String>> rows) {
    appendRow(text, head);
    appendRow(text, head.stream().map(column -> "---").toList());
    rows.forEach(row -> appendRow(text, row));
  }

  private static void appendRow(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
