package io.github.guicesql.sqlmodule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Do the ids stay what people have put into file names, logs and metrics? */
final class DialectTest {

  @Test
  void idsAreStable() {
    assertThat(Arrays.stream(Dialect.values()).map(Dialect::id))
        .containsExactly("postgres", "sqlite", "mysql");
  }
}
