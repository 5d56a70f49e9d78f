package io.github.guicesql.sqlmodule.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which durations can people write, and are the others refused with a reason? */
final class DurationTextTest {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({
    "1ns, PT0.000000001S",
    "1us, PT0.000001S",
    "1\u00b5s, PT0.000001S",
    "1\u03bcs, PT0.000001S",
    "250ms, PT0.25S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "1h30m, PT1H30M",
    "1h15m30.918s, PT1H15M30.918S",
    "1h1m1s1ms1us1ns, PT1H1M1.001001001S",
    "30m1h, PT1H30M",
    "1m1m, PT2M",
    "1.5h, PT1H30M",
    "1.s, PT1S",
    ".5s, PT0.5S",
    "0.3333333333333333333h, PT19M59.999999999S",
    "0.100000000000000000000h, PT6M",
    "+5s, PT5S",
    "0, PT0S",
    "+0, PT0S",
    "-0, PT0S",
    "0s, PT0S",
    "0h0m0s, PT0S",
    "0.9ns, PT0S",
    "00030s, PT30S",
    "9223372036854775807ns, PT2562047H47M16.854775807S",
    "9223372036.854775807s, PT2562047H47M16.854775807S",
  })
  void asGoReadsThem(String text, Duration meaning) throws Exception {
    assertThat(parse(text)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "PT30S, PT30S",
    "pt30s, PT30S",
    "+PT30S, PT30S",
    "P1D, PT24H",
    "P1DT2H3M4.5S, PT26H3M4.5S",
    "PT0S, PT0S",
  })
  void asIso8601WritesThem(String text, Duration meaning) throws Exception {
    assertThat(parse(text)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "30, It has no unit.",
    "-30, It has no unit.",
    "1.5, It has no unit.",
    ".5, It has no unit.",
    "30d, 'It has a unit other than ns, us, ms, s, m and h.'",
    "30S, 'It has a unit other than ns, us, ms, s, m and h.'",
    "30 s, 'It has a unit other than ns, us, ms, s, m and h.'",
    "1h 30m, 'It has a unit other than ns, us, ms, s, m and h.'",
    "1h30, It is not a duration.",
    "s, It is not a duration.",
    ".s, It is not a duration.",
    ".., It is not a duration.",
    "1.2.3s, It is not a duration.",
    "+, It is not a duration.",
    "-, It is not a duration.",
    "--5s, It is not a duration.",
    "5s-, 'It has a unit other than ns, us, ms, s, m and h.'",
    "half an hour, It is not a duration.",
    "PT, It is not an ISO 8601 duration.",
    "P1Y, It is not an ISO 8601 duration.",
    "PT99999999999999999999S, It is not an ISO 8601 duration.",
    "-5s, It is negative.",
    "-1h30m, It is negative.",
    "-PT5S, It is negative.",
    "PT-5S, It is negative.",
    "9223372036854775808ns, It is too long.",
    "2562048h, It is too long.",
    "99999999999999999999999999h, It is too long.",
    "P200000D, It is too long.",
  })
  void othersAreRefusedWithAReason(String text, String wrong) {
    InvalidValueException refusal =
        catchThrowableOfType(InvalidValueException.class, () -> parse(text));

    assertThat(refusal.faults())
        .extracting(InvalidValueException.Fault::wrong)
        .containsExactly(wrong);
    assertThat(refusal.faults().get(0).remedy()).contains("30s", "PT30S");
    assertThat(refusal).hasNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "1s, ''",
    "10s, ''",
    "5s, ''",
    "0, ''",
    "PT0S, ''",
    "999ms, It is too short.",
    "1ns, It is too short.",
    "10.000000001s, It is too long.",
    "1h, It is too long.",
  })
  void rangeIncludesItsEndsAndZero(String text, String wrong) throws Exception {
    SettingParser<Duration> parser =
        SettingParser.duration(Duration.ofSeconds(1), Duration.ofSeconds(10));

    if (wrong.isEmpty()) {
      assertThat(parser.parse(text)).isLessThanOrEqualTo(Duration.ofSeconds(10));
    } else {
      assertThatThrownBy(() -> parser.parse(text))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining(wrong)
          .hasMessageContaining("Write 0, or from 1s to 10s, as a duration such as");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1ns",
        "1001ns",
        "1ms",
        "250ms",
        "1500ms",
        "1s",
        "59s",
        "1m",
        "1m30s",
        "1h",
        "1h1s",
        "1h30m",
        "1h30m15s",
        "8760h"
      })
  void writtenInTheShortestForm(String text) throws Exception {
    assertThat(DurationText.format(parse(text))).isEqualTo(text);
  }

  @Test
  void whatIsWrittenIsReadBackAsTheSame() throws Exception {
    Random random = new Random(20261124);
    for (int i = 0; i < 20_000; i++) {
      Duration duration = Duration.ofNanos(random.nextLong() >>> (1 + random.nextInt(62)));
      assertThat(parse(DurationText.format(duration))).isEqualTo(duration);
    }
  }

  private static Duration parse(String text) throws InvalidValueException {
    return DurationParser.parse(text, Duration.ZERO, LONGEST);
  }
}
