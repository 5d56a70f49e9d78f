package io.github.guicesql.sqlmodule;

/**
 * The SQL a database speaks, for the rare statement that has to be written differently.
 *
 * <p>Injected as {@code @Named(SqlTokens.DIALECT) Dialect}. MariaDB is {@link #MYSQL}.
 */
public enum Dialect {
  POSTGRES("postgres"),
  SQLITE("sqlite"),
  MYSQL("mysql");

  private final String id;

  Dialect(String id) {
    this.id = id;
  }

  /** The stable lower-case name, for file names, logs and metrics: it never changes. */
  public String id() {
    return id;
  }
}
