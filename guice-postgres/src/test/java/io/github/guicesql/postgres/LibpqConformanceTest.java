package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What libpq accepts we accept, with the same values; what it refuses we refuse. */
@Tag("any-jdk")
class LibpqConformanceTest {
  private record Case(String dsn, boolean refused, Map<String, String> values) {}

  @TestFactory
  Stream<DynamicTest> readsAsLibpqDoes() throws IOException {
    return cases().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "'" + c.dsn() + "'",
                    () -> {
                      if (c.refused()) {
                        assertThatThrownBy(() -> values(c.dsn()))
                            .isInstanceOf(InvalidValueException.class);
                      } else {
                        assertThat(values(c.dsn())).isEqualTo(c.values());
                      }
                    }));
  }

  private static Map<String, String> values(String dsn) throws InvalidValueException {
    Problems problems = new Problems();
    Map<String, String> values = new TreeMap<>();
    for (Parameter parameter : PostgresDsn.parameters(dsn, problems).all()) {
      values.put(parameter.name(), parameter.value());
    }
    problems.throwIfAny();
    return values;
  }

  @Test
  void theDataHasBothKinds() throws IOException {
    assertThat(cases()).filteredOn(Case::refused).hasSizeGreaterThan(100);
    assertThat(cases()).filteredOn(c -> c.values().size() > 1).hasSizeGreaterThan(100);
  }

  private static List<Case> cases() throws IOException {
    InputStream file =
        Objects.requireNonNull(
            LibpqConformanceTest.class.getResourceAsStream("libpq-conninfo.txt"));
    List<Case> cases = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      Iterator<String> lines = reader.lines().iterator();
      while (lines.hasNext()) {
        String line = lines.next();
        if (line.startsWith(">")) {
          cases.add(read(line.length() < 2 ? "" : line.substring(2).translateEscapes(), lines));
        }
      }
    }
    return cases;
  }

  private static Case read(String dsn, Iterator<String> lines) {
    Map<String, String> values = new TreeMap<>();
    boolean refused = false;
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      int equals = line.indexOf('=');
      if (equals < 0) {
        refused = true;
      } else {
        values.put(line.substring(0, equals), line.substring(equals + 1).translateEscapes());
      }
    }
    return new Case(dsn, refused, values);
  }
}
