package io.github.guicesql.sqlmodule.internal.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which hosts fit: the first is a standby, the second the primary, the third a standby. */
final class HostChooserTest {

  private long now;
  private final HostBoard board =
      new HostBoard(List.of("a", "b", "c"), Duration.ofSeconds(2), () -> now);

  @BeforeEach
  void answers() {
    primary(false, 50);
    standby(0, 50);
    standby(2, 50);
  }

  private void primary(boolean readOnly, long position) {
    board.answered(1, new HostStatus(true, readOnly, "s", 1, position), now);
  }

  private void standby(int host, long position) {
    board.answered(host, new HostStatus(false, true, "s", 1, position), now);
  }

  private List<Integer> fitting(HostChooser chooser) {
    return chooser.fitting(board.view());
  }

  private static HostChooser of(HostRole role) {
    return HostChooser.of(role, HostOrder.LISTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ANY            | 0, 1, 2 | 0, 1, 2 | 0, 2 | 1
          READ_WRITE     | 1       |         |      | 1
          PRIMARY        | 1       | 1       |      | 1
          PREFER_PRIMARY | 1       | 0, 1, 2 | 0, 2 | 1
          READ_ONLY      | 0, 2    | 0, 1, 2 | 0, 2 |
          STANDBY        | 0, 2    | 0, 2    | 0, 2 |
          PREFER_STANDBY | 0, 2    | 0, 2    | 0, 2 | 1
          """)
  void eachRoleHasItsHosts(
      HostRole role,
      String all,
      String primaryReadOnly,
      String withoutPrimary,
      String withoutStandbys) {
    assertThat(fitting(of(role))).isEqualTo(list(all));
    primary(true, 50);
    assertThat(fitting(of(role))).isEqualTo(list(primaryReadOnly));
    board.silent(1, "gone");
    assertThat(fitting(of(role))).isEqualTo(list(withoutPrimary));
    primary(false, 50);
    board.silent(0, "gone");
    board.silent(2, "gone");
    assertThat(fitting(of(role))).isEqualTo(list(withoutStandbys));
  }

  private static List<Integer> list(String text) {
    return text == null
        ? List.of()
        : List.of(text.split(", ")).stream().map(Integer::valueOf).toList();
  }

  @Test
  void readersTakeStandbysInTurnWithinTheLagAndElseThePrimary() {
    HostChooser readers = HostChooser.readers(Duration.ofSeconds(1), true);
    assertThat(fitting(readers)).containsExactly(0, 2);
    assertThat(readers.ordered(List.of(0, 2))).containsExactly(0, 2);
    assertThat(readers.ordered(List.of(0, 2))).containsExactly(2, 0);

    now += Duration.ofSeconds(5).toNanos();
    primary(false, 90);
    standby(2, 50);
    standby(0, 90);
    assertThat(fitting(readers)).containsExactly(0);
    standby(0, 50);
    assertThat(fitting(readers)).containsExactly(1);
    assertThat(fitting(HostChooser.readers(Duration.ofSeconds(1), false))).isEmpty();
    assertThat(fitting(HostChooser.readers(null, true))).containsExactly(0, 2);
  }
}
