package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when tokens or a module are constructed with a database name that cannot be used in keys.
 */
public final class InvalidNameException extends SqlModuleException {

  private static final long serialVersionUID = 1;

  private final String name;

  InvalidNameException(String name, String suggestion) {
    this(
        name,
        "\""
            + Redaction.shortened(name)
            + "\" cannot name a database. Use lower-case letters and digits, words joined by single"
            + " hyphens, at most 40 characters"
            + (suggestion.isEmpty()
                ? ", such as \"analytics\"; or leave the name out for the default database."
                : ", such as \"" + suggestion + "\"."),
        null);
  }

  private InvalidNameException(String name, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.name = name;
  }

  static InvalidNameException reserved(String name) {
    return new InvalidNameException(
        name,
        "\""
            + name
            + "\" cannot name a database: keys of every database begin with it. Use another word,"
            + " such as \""
            + name
            + "-db\".",
        null);
  }

  /** The name that was refused. */
  public String name() {
    return name;
  }
}
