package io.github.guicesql.benchmarks;

/** What cells are compared by. */
enum Figure {
  PER_SECOND("Throughput") {
    @Override
    double of(Measurement measurement) {
      return measurement.perSecond();
    }

    @Override
    String ratio(double ratio) {
      return Text.ratio(ratio);
    }
  },
  LONGEST("Longest wait") {
    @Override
    double of(Measurement measurement) {
      return measurement.longest().toNanos();
    }

    @Override
    String ratio(double ratio) {
      return Text.fraction(ratio);
    }
  };

  final String title;

  Figure(String title) {
    this.title = title;
  }

  abstract double of(Measurement measurement);

  abstract String ratio(double ratio);
}
