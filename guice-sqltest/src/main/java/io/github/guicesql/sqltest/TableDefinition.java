package io.github.guicesql.sqltest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of MySQL or MariaDB as {@code SHOW CREATE TABLE} prints it. The value of {@code
 * AUTO_INCREMENT}, which changes with the rows, is kept apart from the definition.
 *
 * @param type the type that {@code SHOW FULL TABLES} prints
 * @param engine the storage engine, empty if the text is not understood
 * @param definition the text without the counter
 * @param counter the next automatic value; 1 if the table has none
 * @param position where the counter was in the text
 */
record TableDefinition(
    String type, String engine, String definition, String counter, int position) {

  private static final Pattern OPTIONS =
      Pattern.compile(
          "^\\) ENGINE=(?<engine>\\w+)(?<option> AUTO_INCREMENT=(?<counter>\\d+))?",
          Pattern.MULTILINE);

  static TableDefinition parse(String type, String text) {
    Matcher options = OPTIONS.matcher(text);
    if (!options.find()) {
      return new TableDefinition(type, "", text, "1", text.length());
    }
    String engine = options.group("engine");
    int position = options.end("engine");
    String rest = text.substring(options.end());
    String counter = options.group("counter");
    return new TableDefinition(
        type,
        options.find() ? "" : engine,
        text.substring(0, position) + rest,
        counter == null ? "1" : counter,
        position);
  }

  /** Returns the statement that creates the table with its counter. */
  String sql() {
    return counter.equals("1")
        ? definition
        : definition.substring(0, position)
            + " AUTO_INCREMENT="
            + counter
            + definition.substring(position);
  }

  boolean isSequence() {
    return type.equals("SEQUENCE");
  }

  /** Returns whether the tables can differ in their rows and counters only. */
  boolean isLike(TableDefinition other) {
    return type.equals(other.type) && definition.equals(other.definition);
  }

  /**
   * Returns whether deleting and inserting rows leaves no trace but in the counter. It does in a
   * table of another engine, which may not be transactional, in one with the history of its rows,
   * and in an index of words, which ranks by what was ever in it.
   */
  boolean canBeRefilled() {
    return type.equals("BASE TABLE")
        && engine.equals("InnoDB")
        && !definition.contains("FULLTEXT KEY")
        && !definition.contains("WITH SYSTEM VERSIONING");
  }
}
