package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code name=value&name=value}, the end of every form. */
final class ParameterList {

  /** What a form makes of one of its parameters. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes one parameter.
     *
     * @param start of the name
     * @param equals the '=' after it
     */
    void read(int start, int equals, int end) throws DsnSyntaxException;
  }

  private final String dsn;
  private final Map<String, String> values = new LinkedHashMap<>();

  ParameterList(String dsn) {
    this.dsn = dsn;
  }

  void put(String name, String value) {
    values.put(name, value);
  }

  Map<String, String> asMap() {
    return values;
  }

  void readFrom(int from, Reader reader) throws DsnSyntaxException {
    int start = from;
    while (start < dsn.length()) {
      int next = dsn.indexOf('&', start);
      int end = next < 0 ? dsn.length() : next;
      int equals = dsn.indexOf('=', start);
      if (end > start && (equals < 0 || equals >= end)) {
        throw new DsnSyntaxException(
            start, "a parameter without '='", "name=value; %26 for an '&' in a value");
      }
      if (end > start) {
        reader.read(start, equals, end);
      }
      start = end + 1;
    }
  }
}
