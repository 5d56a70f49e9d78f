package io.github.guicesql.benchmarks;

import io.github.guicesql.benchmarks.Contender.Kind;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run as Markdown: the ratios first, then everything. */
final class Report {

  private static final String HOW_TO_READ =
      """
      Contenders:

      - *HikariCP*: `new HikariDataSource` on `jdbc:sqlite:file`, and nothing else.
      - *HikariCP + WAL*: the same with `journal_mode=WAL` and a busy timeout of 5 seconds.
      - *guice-sql*: `SqliteModule` with its defaults, as durable as SQLite's own.
      - *guice-sql, shared*: the same with `SQLITE_SYNCHRONOUS=shared`, as durable; commits that wait at the same time share
        one sync.
      - *guice-sql, normal*: the same with `SQLITE_SYNCHRONOUS=normal`; a power cut may lose the last commits, never the file.
      - *…, exclusive*: the same with `SQLITE_EXCLUSIVE=true`, which keeps other processes out.
      - *limit*, *limit, normal*: one thread, however many the others have, that holds one connection of sqlite-jdbc and its
        prepared statements, in WAL mode, at the one durability and at the other.

      All but the limits run the same plain JDBC: each operation borrows a connection, prepares, executes, closes. The items
      read are 100,000 rows of about 100 bytes; a transaction reads one of 1,000 balances and writes it back plus one. An
      operation that fails is counted and not tried again. Each figure is the median of the rounds, with the least and the
      most of them in brackets; a ratio is that of two cells of the same round. A wait is an operation's, from before it
      borrows its connection until after it gave it back; the longest may be a failed one's. *lost* counts what was
      acknowledged and is not in the file afterwards.
      """;

  private final Arguments arguments;
  private final Results results;

  Report(Arguments arguments, Results results) {
    this.arguments = arguments;
    this.results = results;
  }

  String markdown(String machine, String commandLine) {
    Contender first = arguments.contenders().get(0);
    StringBuilder text = new StringBuilder("# SQLite under load\n\n");
    text.append(
        String.format(
            "Measured on %s, written by the benchmark itself:%n%n```sh%n"
                + "mvn -q -pl benchmarks -am compile exec:java%s%n```%n%n%s.%n%n"
                + "%d rounds, each cell %s s after %s s of warm-up on a file of its own.%n%n"
                + "![Throughput and longest wait](sqlite.png)%n%n",
            LocalDate.now(ZoneOffset.UTC),
            commandLine.isEmpty() ? "" : " -Dexec.args=\"" + commandLine + "\"",
            machine,
            arguments.rounds(),
            arguments.time().toMillis() / 1e3,
            arguments.warmup().toMillis() / 1e3));
    text.append(HOW_TO_READ);
    for (Figure figure : Figure.values()) {
      text.append("\n## ").append(figure.title).append(", ratio to ").append(first.title());
      text.append("\n\n").append(ratios(figure, first));
    }
    String limits = limits();
    if (!limits.isEmpty()) {
      text.append("\n## Throughput, ratio to the limit of the same durability\n\n").append(limits);
    }
    return text.append("\n## Everything\n\n").append(everything()).toString();
  }

  private String ratios(Figure figure, Contender reference) {
    List<Contender> others =
        arguments.contenders().stream().filter(contender -> !contender.equals(reference)).toList();
    List<String> head = new ArrayList<>(List.of("work", "threads"));
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : others) {
      head.add(contender.title());
      if (Target.isSetFor(contender)) {
        head.add("wanted");
      }
    }
    for (Work work : arguments.works()) {
      for (int threads : arguments.threads()) {
        List<String> row = new ArrayList<>(List.of(work.title, Integer.toString(threads)));
        for (Contender contender : others) {
          Cell cell = new Cell(work, threads, contender);
          row.add(ratio(figure, cell, reference));
          if (Target.isSetFor(contender)) {
            row.add(wanted(figure, cell, reference));
          }
        }
        rows.add(row);
      }
    }
    return Tables.of(head, rows);
  }

  private String limits() {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : arguments.cells()) {
      limit(cell.contender())
          .filter(arguments.contenders()::contains)
          .ifPresent(
              limit -> {
                List<String> row = new ArrayList<>(names(cell));
                row.add(ratio(Figure.PER_SECOND, cell, limit));
                row.add(wanted(Figure.PER_SECOND, cell, limit));
                rows.add(row);
              });
    }
    return rows.isEmpty() ? "" : Tables.of(List.of("work", "threads", "", "ratio", "wanted"), rows);
  }

  private static Optional<Contender> limit(Contender contender) {
    return switch (contender.kind()) {
      case OURS, OURS_SHARED -> Optional.of(new Contender(Kind.LIMIT, Map.of()));
      case OURS_NORMAL -> Optional.of(new Contender(Kind.LIMIT_NORMAL, Map.of()));
      default -> Optional.empty();
    };
  }

  private String ratio(Figure figure, Cell cell, Contender reference) {
    return results
        .ratio(figure, cell, reference)
        .map(spread -> spread.text(figure::ratio))
        .orElse("");
  }

  private static String wanted(Figure figure, Cell cell, Contender reference) {
    return Target.of(figure, cell, reference).map(Target::toString).orElse("");
  }

  private String everything() {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : arguments.cells()) {
      List<String> row = new ArrayList<>(names(cell));
      row.add(results.spread(cell, Measurement::perSecond).text(Text::count));
      row.add(results.spread(cell, round -> round.p50().toNanos()).text(Text::millis));
      row.add(results.spread(cell, round -> round.p99().toNanos()).text(Text::millis));
      row.add(results.spread(cell, round -> round.longest().toNanos()).text(Text::millis));
      row.add(errors(results.of(cell)));
      row.add(difference(results.of(cell)));
      rows.add(row);
    }
    return Tables.of(
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

  private static List<String> names(Cell cell) {
    return List.of(cell.work().title, Integer.toString(cell.threads()), cell.contender().title());
  }

  private static String errors(List<Measurement> rounds) {
    Map<String, Long> errors = new TreeMap<>();
    rounds.forEach(round -> round.errors().forEach((kind, n) -> errors.merge(kind, n, Long::sum)));
    if (errors.isEmpty()) {
      return "0";
    }
    double failed = rounds.stream().mapToLong(Measurement::failed).sum();
    double done = rounds.stream().mapToLong(Measurement::done).sum();
    return errors.entrySet().stream()
        .map(error -> Text.count(error.getValue()) + " " + error.getKey())
        .collect(Collectors.joining(", ", Text.percent(failed / (done + failed)) + ": ", ""));
  }

  private static String difference(List<Measurement> rounds) {
    long lost = rounds.stream().mapToLong(round -> round.difference().lost()).sum();
    long more = rounds.stream().mapToLong(round -> round.difference().unacknowledged()).sum();
    return Text.count(lost) + (more == 0 ? "" : "; " + Text.count(more) + " failed but are there");
  }
}
