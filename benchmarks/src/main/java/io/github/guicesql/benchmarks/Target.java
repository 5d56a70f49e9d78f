package io.github.guicesql.benchmarks;

import io.github.guicesql.benchmarks.Contender.Kind;
import java.util.List;
import java.util.Optional;

/** A ratio that guice-sql is held to: at least that throughput, or at most that longest wait. */
record Target(Figure figure, Work work, int threads, Kind kind, Kind reference, double ratio) {

  private static final List<Target> ALL =
      List.of(
          perSecond(Work.READS, 1, Kind.OURS, Kind.PLAIN, 2.5),
          perSecond(Work.READS, 1, Kind.OURS_NORMAL, Kind.PLAIN, 2.5),
          perSecond(Work.READS, 16, Kind.OURS, Kind.PLAIN, 2.8),
          perSecond(Work.READS, 16, Kind.OURS_NORMAL, Kind.PLAIN, 2.8),
          perSecond(Work.INSERTS, 16, Kind.OURS, Kind.PLAIN, 5),
          perSecond(Work.INSERTS, 16, Kind.OURS_NORMAL, Kind.PLAIN, 40),
          perSecond(Work.TRANSACTIONS, 16, Kind.OURS, Kind.PLAIN, 5),
          perSecond(Work.TRANSACTIONS, 16, Kind.OURS_NORMAL, Kind.PLAIN, 25),
          perSecond(Work.MIXED, 16, Kind.OURS, Kind.PLAIN, 6),
          perSecond(Work.MIXED, 16, Kind.OURS_NORMAL, Kind.PLAIN, 25),
          perSecond(Work.READS, 1, Kind.OURS_EXCLUSIVE, Kind.PLAIN, 2.5),
          perSecond(Work.INSERTS, 16, Kind.OURS_SHARED, Kind.PLAIN, 15),
          perSecond(Work.INSERTS, 16, Kind.OURS_SHARED_EXCLUSIVE, Kind.PLAIN, 18),
          perSecond(Work.INSERTS, 64, Kind.OURS_SHARED, Kind.PLAIN, 15),
          perSecond(Work.INSERTS, 16, Kind.OURS_NORMAL_EXCLUSIVE, Kind.PLAIN, 60),
          perSecond(Work.TRANSACTIONS, 16, Kind.OURS_SHARED, Kind.PLAIN, 12),
          perSecond(Work.INSERTS, 1, Kind.OURS_SHARED, Kind.OURS, 0.97),
          new Target(Figure.LONGEST, Work.MIXED, 16, Kind.OURS, Kind.PLAIN, 1 / 10.0),
          new Target(Figure.LONGEST, Work.MIXED, 16, Kind.OURS_NORMAL, Kind.PLAIN, 1 / 20.0),
          perSecond(Work.READS, 1, Kind.OURS, Kind.LIMIT, 0.9),
          perSecond(Work.READS, 1, Kind.OURS_NORMAL, Kind.LIMIT_NORMAL, 0.9),
          perSecond(Work.INSERTS, 1, Kind.OURS, Kind.LIMIT, 0.9),
          perSecond(Work.INSERTS, 1, Kind.OURS_NORMAL, Kind.LIMIT_NORMAL, 0.9));

  private static Target perSecond(Work work, int threads, Kind kind, Kind reference, double ratio) {
    return new Target(Figure.PER_SECOND, work, threads, kind, reference, ratio);
  }

  /** What a cell is held to; it is not if it has settings that are not the defaults. */
  static Optional<Target> of(Figure figure, Cell cell, Contender reference) {
    return ALL.stream()
        .filter(target -> target.figure == figure)
        .filter(target -> target.work == cell.work() && target.threads == cell.threads())
        .filter(target -> cell.contender().is(target.kind) && reference.is(target.reference))
        .findFirst();
  }

  static boolean isSetFor(Contender contender) {
    return ALL.stream().anyMatch(target -> contender.is(target.kind));
  }

  @Override
  public String toString() {
    return (figure == Figure.LONGEST ? "≤ " : "≥ ") + figure.ratio(ratio);
  }
}
