package io.github.guicesql.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** A run as one picture of medians: throughput as a ratio, and the longest wait. */
final class Plot {

  private static final int HEIGHT = 1400;
  private static final char NO_BREAK = '\u00a0';
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double SHORTEST_WAIT_MILLIS = 0.1;

  private final Arguments arguments;
  private final Results results;

  Plot(Arguments arguments, Results results) {
    this.arguments = arguments;
    this.results = results;
  }

  void write(Path file) throws IOException {
    String first = arguments.contenders().get(0).title();
    Bars.write(
        file,
        HEIGHT,
        Bars.panel("Throughput, ratio to " + first, ratios(), Bars.logarithmic(), 1, Text::ratio),
        Bars.panel(
            "Longest wait, ms", waits(), Bars.logarithmic(), SHORTEST_WAIT_MILLIS, Text::brief));
  }

  private CategoryDataset ratios() {
    DefaultCategoryDataset ratios = new DefaultCategoryDataset();
    for (Cell cell : arguments.cells()) {
      results
          .ratio(Figure.PER_SECOND, cell, arguments.contenders().get(0))
          .ifPresent(
              ratio -> ratios.addValue(ratio.median(), cell.contender().title(), name(cell)));
    }
    return ratios;
  }

  private CategoryDataset waits() {
    DefaultCategoryDataset waits = new DefaultCategoryDataset();
    for (Cell cell : arguments.cells()) {
      double nanos = results.spread(cell, Figure.LONGEST::of).median();
      waits.addValue(nanos / NANOS_PER_MILLI, cell.contender().title(), name(cell));
    }
    return waits;
  }

  private static String name(Cell cell) {
    return cell.work().title + ", " + Text.threads(cell.threads()).replace(' ', NO_BREAK);
  }
}
