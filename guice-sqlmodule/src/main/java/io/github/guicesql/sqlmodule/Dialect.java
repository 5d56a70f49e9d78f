package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of SQL that a database speaks, for the rare statement that has to be written
 * differently.
 *
 * <p>Injected as {@code @Named(SqlTokens.DIALECT) Dialect}. The set of dialects is open: a
 * third-party driver module may use one that is not among the constants, so a feature that branches
 * must define what it does with an unknown dialect. Dialects are equal by {@link #id()}. MariaDB is
 * {@link #MYSQL}.
 */
public final class Dialect {

  /** PostgreSQL. */
  public static final Dialect POSTGRES = new Dialect("postgres");

  /** SQLite. */
  public static final Dialect SQLITE = new Dialect("sqlite");

  /** MySQL and MariaDB. */
  public static final Dialect MYSQL = new Dialect("mysql");

  /** H2, in its own mode. */
  public static final Dialect H2 = new Dialect("h2");

  /** HSQLDB. */
  public static final Dialect HSQLDB = new Dialect("hsqldb");

  /** Apache Derby. */
  public static final Dialect DERBY = new Dialect("derby");

  /** DuckDB. */
  public static final Dialect DUCKDB = new Dialect("duckdb");

  /** Oracle Database. */
  public static final Dialect ORACLE = new Dialect("oracle");

  /** Microsoft SQL Server. */
  public static final Dialect SQLSERVER = new Dialect("sqlserver");

  /** Firebird. */
  public static final Dialect FIREBIRD = new Dialect("firebird");

  /** A text, since only {@link #of} needs it compiled. */
  private static final String USABLE = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  private final String id;

  private Dialect(String id) {
    this.id = id;
  }

  /**
   * Returns the dialect with this id, whether or not it is one of the constants.
   *
   * @param id lower-case words of letters and digits joined by single hyphens, such as {@code
   *     "informix"}; it is used in file names, logs and metrics
   * @throws IllegalArgumentException if the id is not of that form
   */
  public static Dialect of(String id) {
    if (!id.matches(USABLE)) {
      throw new IllegalArgumentException(
          "\""
              + Redaction.shortened(id)
              + "\" is no dialect's id. Write lower-case letters and digits, words joined by single"
              + " hyphens, such as \"informix\".");
    }
    return new Dialect(id);
  }

  /** The lower-case id, for file names, logs and metrics. It is stable: it never changes. */
  public String id() {
    return id;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Dialect that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Returns the id. */
  @Override
  public String toString() {
    return id;
  }
}
