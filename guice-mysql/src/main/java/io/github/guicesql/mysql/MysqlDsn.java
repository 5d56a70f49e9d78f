package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection string taken apart, its values decoded but not yet judged: {@link MysqlParameters}
 * does that.
 *
 * @param form whose parameter names these are
 * @param address the part of a JDBC URL between the driver's name and the database, such as {@code
 *     ://db1:3306,db2:3306/}: hosts and nothing else
 * @param parameters name to value, in the order of first mention; of a repeated one, the last value
 * @param doubtful the names that may be the end of a password cut short, and must not be quoted
 */
record MysqlDsn(
    Form form,
    String address,
    @Nullable String database,
    @Nullable String user,
    @Nullable String password,
    Map<String, String> parameters,
    Set<String> doubtful) {

  enum Form {
    /** {@code user:password@tcp(host:3306)/database}, go-sql-driver's. */
    GO,
    /** {@code mysql://}, which leaves the driver open. */
    MYSQL_URI,
    /** {@code mariadb://}, which leaves the driver open. */
    MARIADB_URI,
    /** {@code jdbc:mysql:}, MySQL Connector/J's. */
    JDBC_MYSQL,
    /** {@code jdbc:mariadb:}, MariaDB Connector/J's. */
    JDBC_MARIADB
  }

  private static final Pattern SCHEME = Pattern.compile("\\s*(jdbc:[a-z0-9+]*|[a-z][a-z0-9+.-]*)");

  /** Only these are quoted: whatever else stands before a "://" may be the start of a password. */
  private static final Pattern KNOWN_SCHEME =
      Pattern.compile(
          "mysql|mysqlx|mariadb|postgres|postgresql|pgsql|cockroachdb|redshift|sqlite|h2|oracle"
              + "|sqlserver|mssql|mongodb|redis|https?|tcp|file");

  MysqlDsn {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    doubtful = Set.copyOf(doubtful);
  }

  static MysqlDsn parse(String dsn) throws DsnSyntaxException {
    EncodedText.refuseUnencodable(dsn);
    if (dsn.startsWith(JdbcUrl.MYSQL) || dsn.startsWith(JdbcUrl.MARIADB)) {
      return new JdbcUrl(dsn).parse();
    }
    if (dsn.startsWith("mysql://")) {
      return new MysqlUri(dsn, Form.MYSQL_URI, "mysql://".length()).parse();
    }
    if (dsn.startsWith("mariadb://")) {
      return new MysqlUri(dsn, Form.MARIADB_URI, "mariadb://".length()).parse();
    }
    refuseOtherSchemes(dsn);
    return new GoDsn(dsn).parse();
  }

  /**
   * An unknown word before a "://" may be the user of Go's form, and the slashes the password's.
   */
  private static void refuseOtherSchemes(String dsn) throws DsnSyntaxException {
    Matcher matcher = SCHEME.matcher(dsn.toLowerCase(Locale.ROOT));
    if (!matcher.lookingAt()) {
      return;
    }
    String scheme = matcher.group(1);
    boolean jdbc = scheme.startsWith("jdbc:");
    String word = jdbc ? scheme.substring("jdbc:".length()) : scheme;
    boolean known = KNOWN_SCHEME.matcher(word).matches();
    if (!jdbc && !(known && dsn.startsWith("://", matcher.end()))) {
      return;
    }
    String found;
    if (matcher.start(1) > 0) {
      found = "white space before the scheme";
    } else {
      found = known ? "the scheme " + dsn.substring(0, scheme.length()) : "a scheme unknown here";
    }
    throw new DsnSyntaxException(
        0,
        found,
        "mysql:// or mariadb:// (in lower case), jdbc:mysql:, jdbc:mariadb:, or"
            + " user:password@tcp(host:3306)/database");
  }

  /** The hosts: nothing else is sure to be no secret. */
  @Override
  public String toString() {
    return "MysqlDsn[" + form + ", " + address + "]";
  }
}
