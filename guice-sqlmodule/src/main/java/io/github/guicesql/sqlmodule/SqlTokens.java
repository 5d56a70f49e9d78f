package io.github.guicesql.sqlmodule;

import static java.util.Objects.requireNonNull;

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
 * <p>A reader, which {@link SqlOptions#withReader()} adds to a database, has tokens of its own:
 * {@code @Named(SqlTokens.READER) DataSource}, or {@code @Named("database.analytics.reader")
 * DataSource}. {@link #reader()} returns them, and every class that takes the tokens of a database
 * takes those of a reader, too.
 *
 * <p>Immutable; equal by name, and by whether they are a reader's.
 */
public final class SqlTokens {

  /** The token of the default database's {@link DataSource}. */
  public static final String DB = "database.db";

  /** The token of the default database's {@link Dialect}. */
  public static final String DIALECT = "database.dialect";

  /** The token of the {@link DataSource} of the default database's reader. */
  public static final String READER = "database.reader";

  private static final int MAX_LENGTH = 40;
  private static final String USABLE = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  /**
   * Reserved words, with which further keys of a driver begin, such as {@code
   * POSTGRES_READER_FALLBACK}.
   */
  private static final Set<String> RESERVED = Set.of("reader", "transactor", "migration");

  private static final SqlTokens DEFAULT = new SqlTokens("", false);

  private final String name;
  private final boolean reader;

  private SqlTokens(String name, boolean reader) {
    this.name = name;
    this.reader = reader;
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
    if (RESERVED.contains(requireNonNull(name, "name"))) {
      throw InvalidNameException.reserved(name);
    }
    if (!name.isEmpty() && (name.length() > MAX_LENGTH || !name.matches(USABLE))) {
      throw new InvalidNameException(name, suggestion(name));
    }
    return name.isEmpty() ? DEFAULT : new SqlTokens(name, false);
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

  /** The tokens of the database's reader, see {@link SqlOptions#withReader()}. */
  public SqlTokens reader() {
    return reader ? this : new SqlTokens(name, true);
  }

  /** Returns whether these are the tokens of a reader. */
  public boolean isReader() {
    return reader;
  }

  /**
   * The token of the {@link DataSource}, for use with {@code @Named}; it ends with {@code db}, or
   * with {@code reader} for a reader.
   */
  public String db() {
    return token(reader ? READER : DB);
  }

  /**
   * The token of the {@link Dialect}, for use with {@code @Named}. A reader's is its database's.
   */
  public String dialect() {
    return token(DIALECT);
  }

  private String token(String ofDefault) {
    return name.isEmpty() ? ofDefault : ofDefault.replace(".", "." + name + ".");
  }

  /** The key under which a driver module exposes its {@link DataSource}. */
  public Key<DataSource> dbKey() {
    return Key.get(DataSource.class, Names.named(db()));
  }

  /** The key under which a driver module exposes its {@link Dialect}. */
  public Key<Dialect> dialectKey() {
    return Key.get(Dialect.class, Names.named(dialect()));
  }

  /** The key of the database's {@link ReadYourWrites}; its token is that of the reader. */
  public Key<ReadYourWrites> readYourWritesKey() {
    return Key.get(ReadYourWrites.class, Names.named(reader().db()));
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
    return other instanceof SqlTokens that && name.equals(that.name) && reader == that.reader;
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Boolean.hashCode(reader);
  }

  /** Returns the token of the data source. */
  @Override
  public String toString() {
    return db();
  }
}
