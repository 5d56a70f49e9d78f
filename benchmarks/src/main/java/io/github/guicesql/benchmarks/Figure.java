package io.github.guicesql.benchmarks;

/** What cells are compared by. */
enum Figure {
  PER_SECOND("Throughput") {
    @Override
    double of(Measurement measurement) {
      return measurement.perSecond();
    }
  },
  LONGEST("Longest wait") {
    @Override
    double of(Measurement measurement) {
      return measurement.longest().toNanos();
    }
  };

  final String title;

  Figure(String title) {
    this.title = title;
  }

  abstract double of(Measurement measurement);
}
