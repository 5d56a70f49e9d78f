package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;

/** Parses {@code name=value&name=value}, the end of every form. */
final class ParameterList {

  /** Decodes a name or a value of a form. */
  @FunctionalInterface
  interface Decoder {
    String decode(String dsn, int from, int to) throws InvalidValueException;
  }

  private final String dsn;
  private final Decoder names;
  private final Decoder values;
  private final boolean bareNames;

  /**
   * @param bareNames whether a name may stand without '=' and value
   */
  ParameterList(String dsn, Decoder names, Decoder values, boolean bareNames) {
    this.dsn = dsn;
    this.names = names;
    this.values = values;
    this.bareNames = bareNames;
  }

  Parameters readFrom(int from) throws InvalidValueException {
    Parameters parameters = new Parameters(dsn);
    int start = from;
    while (start < dsn.length()) {
      int next = dsn.indexOf('&', start);
      int end = next < 0 ? dsn.length() : next;
      int equals = dsn.indexOf('=', start);
      boolean bare = equals < 0 || equals >= end;
      if (bare && end > start && !bareNames) {
        throw Problems.at(
            start, "a parameter without '='", "write name=value; %26 for an '&' in a value");
      }
      if (end > start) {
        String name = names.decode(dsn, start, bare ? end : equals);
        String value = bare ? "" : values.decode(dsn, equals + 1, end);
        parameters.put(name, value, start, bare ? end : equals + 1, end, true);
      }
      start = end + 1;
    }
    return parameters;
  }
}
