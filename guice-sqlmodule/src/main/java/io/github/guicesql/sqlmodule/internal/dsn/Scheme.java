package io.github.guicesql.sqlmodule.internal.dsn;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scheme of a URL, including those of other engines, drivers and languages.
 *
 * @param position the index at which it begins, after white space
 * @param text the scheme as written, such as {@code mysql+pymysql} or {@code jdbc:oracle}
 */
public record Scheme(int position, String text) {
  private static final Pattern BEGINNING =
      Pattern.compile(
          "\\s*((?:jdbc:[a-z0-9+-]*(?::[a-z0-9+-]+)*)(?=:|$)|[a-z][a-z0-9+.:-]*(?=://))",
          Pattern.CASE_INSENSITIVE);

  /**
   * The words of schemes that may be quoted. Anything else before a "://" may be the start of a
   * password.
   */
  private static final Set<String> KNOWN =
      Set.of(
          ("postgres postgresql pgsql pg postgis cockroachdb cockroach redshift mysql mysql2 mysqlx"
                  + " mariadb vitess aurora sqlite sqlite3 h2 hsqldb derby oracle sqlserver mssql db2"
                  + " mongodb redis clickhouse snowflake singlestore tidb yugabytedb opengauss"
                  // of other languages
                  + " asyncpg psycopg psycopg2 psycopg2cffi psycopg_async pg8000 pymysql mysqldb"
                  + " mysqlconnector mariadbconnector aiomysql asyncmy cymysql pyodbc trilogy prisma"
                  + " ecto sqlx"
                  // of the JVM
                  + " jdbc r2dbc pool vertx reactive tc p6spy otel tracing aws wrapper awswrapper"
                  + " log4jdbc thin srv loadbalance replication failover sequential grpc proxy"
                  // of no database
                  + " http https tcp udp unix file ssl")
              .split(" "));

  /**
   * Returns the scheme with which the text begins, if {@code ://} follows it or the text is a JDBC
   * URL.
   */
  public static Optional<Scheme> of(String text) {
    Matcher matcher = BEGINNING.matcher(text);
    return matcher.lookingAt()
        ? Optional.of(new Scheme(matcher.start(1), matcher.group(1)))
        : Optional.empty();
  }

  private String[] words() {
    return text.toLowerCase(Locale.ROOT).split("[:+.-]+");
  }

  /** Returns whether the scheme is known, and so cannot be the start of a password. */
  public boolean isKnown() {
    return Arrays.stream(words()).allMatch(KNOWN::contains);
  }

  /** Returns whether the scheme is that of a JDBC URL. */
  public boolean isJdbc() {
    return words()[0].equals("jdbc");
  }

  /** Returns whether the scheme contains one of the words. */
  public boolean names(Collection<String> engines) {
    return Arrays.stream(words()).anyMatch(engines::contains);
  }

  /** Returns a description in words, for a message. */
  public String describe() {
    if (position > 0) {
      return "white space before the scheme";
    }
    return isKnown() ? "the scheme " + text : "a scheme that is unknown here";
  }
}
