package io.github.guicesql.sqlmodule;

import com.google.inject.Key;
import com.google.inject.name.Names;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The names and Guice keys under which a database is injected.
 *
 * <p>The default database is {@code @Named(SqlTokens.DB) DataSource} and
 * {@code @Named(SqlTokens.DIALECT) Dialect}. Another one, such as {@code
 * SqlTokens.named("analytics")}, is {@code @Named("database.analytics.db") DataSource} and
 * {@code @Named("database.analytics.dialect") Dialect}.
 *
 * <p>Immutable; equal by name.
 */
public final class SqlTokens {

  /** The token of the default database's {@link DataSource}. */
  public static final String DB = "database.db";

  /** The token of the default database's {@link Dialect}. */
  public static final String DIALECT = "database.dialect";

  private static final int MAX_LENGTH = 40;
  private static final String USABLE = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  /**
   * Reserved words, with which further keys of a driver begin, such as {@code
   * POSTGRES_READER_FALLBACK}.
   */
  private static final Set<String> RESERVED = Set.of("reader", "transactor", "migration");

  private static final SqlTokens DEFAULT = new SqlTokens("");

  private final String name;

  private SqlTokens(String name) {
    this.name = name;
  }

  /** The default database's tokens. */
  public static SqlTokens defaults() {
    return DEFAULT;
  }

  /**
   * The tokens of another database; the empty name is the default database's.
   *
   * @throws InvalidNameException if the name is invalid
   */
  public static SqlTokens named(String name) {
    if (RESERVED.contains(name)) {
      throw InvalidNameException.reserved(name);
    }
    if (!name.isEmpty() && (name.length() > MAX_LENGTH || !name.matches(USABLE))) {
      throw new InvalidNameException(name, suggestion(name));
    }
    return name.isEmpty() ? DEFAULT : new SqlTokens(name);
  }

  /**
   * Returns whether a word is reserved. No database may have it as its name, since keys of every
   * database begin with it.
   */
  public static boolean isReserved(String word) {
    return RESERVED.contains(word);
  }

  /**
   * The database's name, which is empty for the default database. Any other name consists of
   * lower-case words of letters and digits joined by single hyphens, at most 40 characters, such as
   * {@code "analytics"} or {@code "audit-log"}. The rule is narrow so that each name has exactly
   * one environment key and no two names share one. The words {@code reader}, {@code transactor}
   * and {@code migration} are reserved.
   */
  public String name() {
    return name;
  }

  /** The token of the {@link DataSource}, for use with {@code @Named}. */
  public String db() {
    return name.isEmpty() ? DB : "database." + name + ".db";
  }

  /** The token of the {@link Dialect}, for use with {@code @Named}. */
  public String dialect() {
    return name.isEmpty() ? DIALECT : "database." + name + ".dialect";
  }

  /** The key under which a driver module exposes its {@link DataSource}. */
  public Key<DataSource> dbKey() {
    return Key.get(DataSource.class, Names.named(db()));
  }

  /** The key under which a driver module exposes its {@link Dialect}. */
  public Key<Dialect> dialectKey() {
    return Key.get(Dialect.class, Names.named(dialect()));
  }

  private static String suggestion(String name) {
    String words =
        name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[-0-9]+|-+$", "");
    String shortened = words.substring(0, Math.min(words.length(), MAX_LENGTH));
    return shortened.replaceAll("-+$", "");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlTokens that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns the token of the data source. */
  @Override
  public String toString() {
    return db();
  }
}
