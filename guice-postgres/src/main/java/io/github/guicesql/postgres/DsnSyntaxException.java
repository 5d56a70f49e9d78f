package io.github.guicesql.postgres;

/**
 * A connection string that cannot be read.
 *
 * <p>A character that ought to have been escaped makes the rest of a password look like a host, a
 * port or a keyword. So the message never quotes the string: it describes what is wrong and gives
 * the position.
 */
final class DsnSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int position;
  private final String found;
  private final String expected;

  DsnSyntaxException(int position, String found, String expected) {
    super(found + " at position " + (position + 1) + "; expected " + expected);
    this.position = position;
    this.found = found;
    this.expected = expected;
  }

  /** Index into the string, from 0; the message counts from 1. */
  int position() {
    return position;
  }

  String found() {
    return found;
  }

  String expected() {
    return expected;
  }
}
