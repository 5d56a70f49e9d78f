package io.github.guicesql.sqlmodule;

import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SQL a database speaks, for the rare statement that has to be written differently.
 *
 * <p>Injected as {@code @Named(SqlTokens.DIALECT) Dialect}. An open value: a driver module of
 * somebody else's may speak one that is not among the constants, so a feature that branches must
 * say what it does with a dialect that it does not know. Equal by {@link #id()}. MariaDB is {@link
 * #MYSQL}.
 */
public final class Dialect {

  /** PostgreSQL. */
  public static final Dialect POSTGRES = new Dialect("postgres");

  /** SQLite. */
  public static final Dialect SQLITE = new Dialect("sqlite");

  /** MySQL and MariaDB. */
  public static final Dialect MYSQL = new Dialect("mysql");

  private static final Pattern USABLE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private final String id;

  private Dialect(String id) {
    this.id = id;
  }

  /**
   * The dialect of this id, one of the constants or another.
   *
   * @param id lower-case words of letters and digits joined by single hyphens, such as {@code
   *     "informix"}: it serves in file names, logs and metrics
   * @throws IllegalArgumentException if the id is not of that form
   */
  public static Dialect of(String id) {
    if (!USABLE.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "\""
              + Redaction.shortened(id)
              + "\" is no dialect's id. Write lower-case letters and digits, words joined by single"
              + " hyphens, such as \"informix\".");
    }
    return new Dialect(id);
  }

  /** The stable lower-case name, for file names, logs and metrics: it never changes. */
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

  /** The id. */
  @Override
  public String toString() {
    return id;
  }
}
