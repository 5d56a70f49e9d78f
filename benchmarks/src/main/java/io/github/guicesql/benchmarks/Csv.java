package io.github.guicesql.benchmarks;

import java.util.Locale;
import java.util.stream.Collectors;

/** Every measurement, for other tools. */
final class Csv {

  private static final String HEAD =
      "round,work,threads,contender,per_second,p50_ns,p99_ns,longest_ns,done,failed,errors,lost,"
          + "unacknowledged\n";

  private Csv() {}

  static String of(Results results) {
    return results.measurements().stream().map(Csv::line).collect(Collectors.joining("", HEAD, ""));
  }

  private static String line(Measurement measurement) {
    Cell cell = measurement.cell();
    return String.format(
        Locale.ROOT,
        "%d,%s,%d,%s,%.1f,%d,%d,%d,%d,%d,\"%s\",%d,%d%n",
        measurement.round() + 1,
        Arguments.spelled(cell.work()),
        cell.threads(),
        cell.contender(),
        measurement.perSecond(),
        measurement.p50().toNanos(),
        measurement.p99().toNanos(),
        measurement.longest().toNanos(),
        measurement.done(),
        measurement.failed(),
        measurement.errors(),
        measurement.difference().lost(),
        measurement.difference().unacknowledged());
  }
}
