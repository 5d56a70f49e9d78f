package io.github.guicesql.examples.hello.service;

import io.github.guicesql.examples.users.InvalidUserException;
import io.github.guicesql.examples.users.UserData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** Reads users from CSV (RFC 4180): a header {@code name,email}, then one user per line. */
final class UserCsv {

  private static final List<String> HEADER = List.of("name", "email");

  private UserCsv() {}

  /**
   * Reads all users.
   *
   * @throws IOException if a line is invalid; the message names the line
   */
  static List<UserData> read(Reader csv) throws IOException {
    BufferedReader lines = new BufferedReader(csv);
    List<UserData> users = new ArrayList<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      List<String> values = values(line, number);
      if (number == 1 && !values.equals(HEADER)) {
        throw new IOException("line 1: the header is not " + String.join(",", HEADER));
      }
      if (values.size() != HEADER.size()) {
        throw new IOException(
            "line " + number + ": " + values.size() + " values and not " + HEADER.size());
      }
      if (number > 1) {
        users.add(user(values, number));
      }
    }
    return users;
  }

  private static UserData user(List<String> values, int number) throws IOException {
    try {
      return new UserData(values.get(1), values.get(0));
    } catch (InvalidUserException e) {
      throw new IOException("line " + number + ": " + e.getMessage(), e);
    }
  }

  private static List<String> values(String line, int number) throws IOException {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        value.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    if (quoted) {
      throw new IOException("line " + number + ": a quotation mark is not closed");
    }
    values.add(value.toString());
    return values;
  }
}
