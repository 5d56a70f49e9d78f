package io.github.guicesql.sqlmodule.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which numbers and words can people write, and are the others refused with a reason? */
final class SettingParserTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "10000, 10000", "+7, 7", "007, 7"})
  void wholeNumbers(String text, int number) throws Exception {
    assertThat(SettingParser.integer(1, 10_000).parse(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "0, It is out of range.",
    "10001, It is out of range.",
    "-1, It is out of range.",
    "2147483648, It is out of range.",
    "99999999999999999999, It is out of range.",
    "1.0, It is not a whole number.",
    "1e3, It is not a whole number.",
    "0x10, It is not a whole number.",
    "1_000, It is not a whole number.",
    "'1,000', It is not a whole number.",
    "ten, It is not a whole number.",
    "--1, It is not a whole number.",
    "+, It is not a whole number.",
  })
  void otherNumbersAreRefusedWithAReason(String text, String wrong) {
    assertThatThrownBy(() -> SettingParser.integer(1, 10_000).parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(wrong)
        .hasMessageContaining("Write a whole number from 1 to 10000.")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Off", "off", "OFF", "oFF"})
  void wordsInEitherCaseAreAsDeclared(String text) throws Exception {
    assertThat(SettingParser.oneOf("wal", "Off").parse(text)).isEqualTo("Off");
  }

  @Test
  void otherWordsAreRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> SettingParser.oneOf("wal", "off").parse("of"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("It is not a known value.")
        .hasMessageContaining("Write one of wal, off.");
  }

  @Test
  void textIsTakenAsItIs() throws Exception {
    assertThat(SettingParser.text().parse("a  =b;\"c\"")).isEqualTo("a  =b;\"c\"");
  }
}
