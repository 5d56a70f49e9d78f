package io.github.guicesql.sqlmodule.internal.dsn;

import io.github.guicesql.sqlmodule.config.InvalidValueException;

/**
 * A connection string that cannot be read.
 *
 * <p>A character that ought to have been escaped makes the rest of a password look like a host, a
 * port or a keyword. So the message never quotes the string: it describes what is wrong and gives
 * the position.
 */
public final class DsnSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int position;
  private final String found;
  private final String expected;

  /**
   * @param position index into the string, from 0
   * @param found what stands there, in words
   * @param expected what to write there
   */
  public DsnSyntaxException(int position, String found, String expected) {
    super(found + " at position " + (position + 1) + "; expected " + expected);
    this.position = position;
    this.found = found;
    this.expected = expected;
  }

  /** Index into the string, from 0; the message counts from 1. */
  public int position() {
    return position;
  }

  /** What stands there, in words. */
  public String found() {
    return found;
  }

  /** What to write there. */
  public String expected() {
    return expected;
  }

  /** The same for a setting's parser to throw. */
  public InvalidValueException asInvalidValue() {
    return new InvalidValueException(
        "At position " + (position + 1) + ": " + found + ".", "Expected is " + expected + ".");
  }
}
