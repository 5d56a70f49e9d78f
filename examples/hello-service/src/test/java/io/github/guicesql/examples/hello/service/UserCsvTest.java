package io.github.guicesql.examples.hello.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.examples.users.UserData;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UserCsvTest {

  @Test
  void readsQuotedValuesAndEitherLineEnd() throws IOException {
    assertThat(read("name,email\r\n\"Codd, \"\"Ted\"\"\",codd@x\r\nAda,\"ada@x\""))
        .containsExactly(new UserData("codd@x", "Codd, \"Ted\""), new UserData("ada@x", "Ada"));
  }

  @Test
  void aHeaderAloneIsNobody() throws IOException {
    assertThat(read("name,email\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "email,name|line 1: Mismatched header column",
        "name,email;Ada|line 2: Not enough column values: expected 2, found 1",
        "name,email;Ada,ada@x;|line 3: Not enough column values: expected 2, found 1",
        "name,email;Ada,ada@x;,|line 3: email is required, name is required",
        "name,email;\"Ada,ada@x|line 3: Missing closing quote for value"
      })
  void saysWhichLineIsWrong(String csv, String message) {
    assertThatThrownBy(() -> read(csv.replace(';', '\n') + "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  private static List<UserData> read(String csv) throws IOException {
    return UserCsv.read(new StringReader(csv));
  }
}
