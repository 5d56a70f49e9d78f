package io.github.guicesql.sqlmodule.internal.dsn;

/**
 * A named value in a connection string, or one that has its name by its place, such as the user.
 *
 * @param name what it is called, whatever stands for that name in the string
 * @param spelling the name as the string has it
 * @param value decoded
 * @param written the value as it stands in the string
 * @param position of the name, or of the value if that stands alone; index from 0
 * @param start of the value
 * @param bare whether the name stands without '=' and value
 * @param quotable whether the name cannot be the rest of a password that was cut short
 */
public record Parameter(
    String name,
    String spelling,
    String value,
    String written,
    int position,
    int start,
    boolean bare,
    boolean quotable) {

  /** The same value under another name, for a name that stands for it. */
  public Parameter as(String otherName, String otherValue) {
    return new Parameter(otherName, spelling, otherValue, written, position, start, bare, true);
  }

  /** The position only: each of the rest may be secret. */
  @Override
  public String toString() {
    return "Parameter[" + position + "]";
  }
}
