package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.internal.redaction.Redaction;

/**
 * A database name that no keys can be made of. Thrown when the tokens or a module are constructed.
 */
public final class InvalidNameException extends SqlModuleException {

  private static final long serialVersionUID = 1;

  private final String name;

  InvalidNameException(String name, String suggestion) {
    super(
        "\""
            + Redaction.shortened(name)
            + "\" cannot name a database. Use lower-case letters and digits, words joined by single"
            + " hyphens, at most 40 characters"
            + (suggestion.isEmpty()
                ? ", such as \"analytics\"; or leave the name out for the default database."
                : ", such as \"" + suggestion + "\"."),
        null);
    this.name = name;
  }

  /** The name that was refused. */
  public String name() {
    return name;
  }
}
