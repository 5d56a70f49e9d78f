package io.github.guicesql.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What to run.
 *
 * @param works all, unless {@code --works=reads,inserts,transactions,mixed} picks some
 * @param threads {@code --threads=1,16}
 * @param contenders all kinds, unless {@code --contenders=plain,ours,ours+max-open-conns=32} says
 *     otherwise; the first is what ratios compare with
 * @param rounds {@code --rounds=5}
 * @param time {@code --seconds=3}, a cell's measured time
 * @param warmup {@code --warmup=1}, the seconds before it
 * @param out {@code --out=folder}, where the results go
 */
record Arguments(
    List<Work> works,
    List<Integer> threads,
    List<Contender> contenders,
    int rounds,
    Duration time,
    Duration warmup,
    Path out) {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "--works", spelled(Work.class),
          "--threads", "1,16",
          "--contenders", spelled(Contender.Kind.class),
          "--rounds", "5",
          "--seconds", "3",
          "--warmup", "1",
          "--out", "benchmarks/target/results");

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if an argument is unknown, or its value is
   */
  static Arguments parse(Path project, String... arguments) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    for (String argument : arguments) {
      String name = argument.replaceFirst("=.*", "");
      if (values.replace(name, argument.substring(name.length()).replaceFirst("=", "")) == null) {
        throw new IllegalArgumentException(
            "There is no argument " + name + ". There are " + new TreeSet<>(DEFAULTS.keySet()));
      }
    }
    Function<String, String> value = name -> values.getOrDefault(name, "");
    return new Arguments(
        list(value.apply("--works"), work -> oneOf(Work.class, work)),
        list(value.apply("--threads"), Integer::valueOf),
        list(value.apply("--contenders"), Contender::parse),
        Integer.parseInt(value.apply("--rounds")),
        seconds(value.apply("--seconds")),
        seconds(value.apply("--warmup")),
        project.resolve(value.apply("--out")));
  }

  /** In the order of reports. */
  List<Cell> cells() {
    return cells(0);
  }

  /** In the order of a round, each of which begins with another contender. */
  List<Cell> cells(int round) {
    List<Contender> order = new ArrayList<>(contenders);
    Collections.rotate(order, -round);
    List<Cell> cells = new ArrayList<>();
    for (Work work : works) {
      for (int count : threads) {
        order.forEach(contender -> cells.add(new Cell(work, count, contender)));
      }
    }
    return cells;
  }

  private static <T> List<T> list(String text, Function<String, T> parser) {
    return Arrays.stream(text.split(",", -1)).map(parser).toList();
  }

  private static Duration seconds(String text) {
    return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e9));
  }

  static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (spelled(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" is none of " + spelled(type) + ".");
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String spelled(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Arguments::spelled)
        .collect(Collectors.joining(","));
  }
}
