package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.guicesql.examples.users.InvalidUserException;
import io.github.guicesql.examples.users.UserData;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** Reads users from CSV (RFC 4180): a header {@code name,email}, then one user per line. */
final class UserCsv {

  private static final CsvMapper MAPPER =
      CsvMapper.csvBuilder().enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS).build();

  private static final CsvSchema SCHEMA =
      CsvSchema.builder()
          .addColumn("name")
          .addColumn("email")
          .build()
          .withHeader()
          .withStrictHeaders(true);

  private UserCsv() {}

  /**
   * Reads all users.
   *
   * @throws IOException if a line is invalid; the message names the line
   */
  static List<UserData> read(Reader csv) throws IOException {
    List<UserData> users = new ArrayList<>();
    try (MappingIterator<UserForm> rows =
        MAPPER.readerFor(UserForm.class).with(SCHEMA).readValues(csv)) {
      while (rows.hasNextValue()) {
        int line = rows.getCurrentLocation().getLineNr();
        users.add(user(rows.nextValue(), line));
      }
    } catch (JsonProcessingException e) {
      throw new IOException(
          "line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
    }
    return users;
  }

  private static UserData user(UserForm form, int line) throws IOException {
    try {
      return form.validated();
    } catch (InvalidUserException e) {
      throw new IOException("line " + line + ": " + e.getMessage(), e);
    }
  }
}
