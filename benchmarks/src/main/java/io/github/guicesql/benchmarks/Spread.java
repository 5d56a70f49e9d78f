package io.github.guicesql.benchmarks;

import java.util.List;
import java.util.function.DoubleFunction;

/** The rounds' values of one figure. */
record Spread(double min, double median, double max) {

  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return new Spread(sorted.get(0), median, sorted.get(size - 1));
  }

  String text(DoubleFunction<String> number) {
    String text = number.apply(median);
    return min == max ? text : text + " (" + number.apply(min) + "–" + number.apply(max) + ")";
  }
}
