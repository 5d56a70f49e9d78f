package io.github.guicesql.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The measurements of a run, by what one asks of them. */
record Results(List<Measurement> measurements) {

  List<Measurement> of(Cell cell) {
    return measurements.stream().filter(measurement -> measurement.cell().equals(cell)).toList();
  }

  Spread spread(Cell cell, ToDoubleFunction<Measurement> value) {
    return Spread.of(of(cell).stream().map(value::applyAsDouble).toList());
  }

  /** A cell's ratio to the same work by another contender, each round for itself. */
  Optional<Spread> ratio(Figure figure, Cell cell, Contender reference) {
    List<Measurement> ours = of(cell);
    List<Measurement> others = of(new Cell(cell.work(), cell.threads(), reference));
    if (ours.isEmpty() || others.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Spread.of(
            ours.stream()
                .map(
                    measurement ->
                        figure.of(measurement) / figure.of(others.get(measurement.round())))
                .toList()));
  }
}
