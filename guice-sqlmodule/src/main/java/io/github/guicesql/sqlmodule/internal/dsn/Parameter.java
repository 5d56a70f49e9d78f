package io.github.guicesql.sqlmodule.internal.dsn;

/**
 * A named value in a connection string, or one whose position implies its name, such as the user.
 *
 * @param name the canonical name, whatever alias the string uses
 * @param spelling the name as the string has it
 * @param value the decoded value
 * @param written the value as it stands in the string
 * @param position the index from 0 of the name, or of the value if there is no name
 * @param start the index of the value
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

  /** Returns the same parameter with another name and value, for a name that is an alias. */
  public Parameter as(String otherName, String otherValue) {
    return new Parameter(otherName, spelling, otherValue, written, position, start, bare, true);
  }

  /** Returns the position only: everything else may be secret. */
  @Override
  public String toString() {
    return "Parameter[" + position + "]";
  }
}
