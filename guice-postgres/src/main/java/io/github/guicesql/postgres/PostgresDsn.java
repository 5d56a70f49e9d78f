package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection string taken apart, its values decoded but not yet judged: {@link
 * PostgresParameters} does that.
 *
 * <p>Both libpq forms are read as PostgreSQL 18's libpq reads them (manual, "Connection Strings"),
 * a JDBC URL as pgjdbc reads it. Where a mistake that they let pass would make a password into a
 * host name or a user name, it is refused; {@link LibpqUri}, {@link LibpqKeyValues} and {@link
 * JdbcUrl} say where.
 *
 * @param form whose parameter names these are
 * @param values name to value, in the order of first mention; {@code host}, {@code port}, {@code
 *     dbname}, {@code user} and {@code password} in every form, host and port with commas between
 *     several
 */
record PostgresDsn(Form form, Map<String, String> values) {
  enum Form {
    LIBPQ,
    JDBC
  }

  private static final Pattern SCHEME =
      Pattern.compile("\\s*(jdbc:[a-z0-9]*|[a-z][a-z0-9+.-]*://)");

  /** Only these are quoted: whatever else stands before a "://" may be the start of a password. */
  private static final Pattern KNOWN_SCHEME =
      Pattern.compile(
          "(jdbc:)?(postgres|postgresql|pgsql|cockroachdb|redshift|mysql|mariadb|sqlite|h2|oracle"
              + "|sqlserver|mssql|mongodb|redis|https?|tcp|file)");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:,-]*");

  PostgresDsn {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static PostgresDsn parse(String dsn) throws DsnSyntaxException {
    EncodedText.refuseUnencodable(dsn);
    if (dsn.startsWith(JdbcUrl.PREFIX)) {
      return new PostgresDsn(Form.JDBC, new JdbcUrl(dsn).parse());
    }
    for (String scheme : LibpqUri.SCHEMES) {
      if (dsn.startsWith(scheme)) {
        return new PostgresDsn(Form.LIBPQ, new LibpqUri(dsn, scheme.length()).parse());
      }
    }
    refuseOtherSchemes(dsn);
    return new PostgresDsn(Form.LIBPQ, new LibpqKeyValues(dsn).parse());
  }

  private static void refuseOtherSchemes(String dsn) throws DsnSyntaxException {
    Matcher matcher = SCHEME.matcher(dsn.toLowerCase(Locale.ROOT));
    if (!matcher.lookingAt()) {
      return;
    }
    int position = matcher.start(1);
    String scheme = matcher.group(1).replace("://", "");
    String found;
    if (position > 0) {
      found = "white space before the scheme";
      position = 0;
    } else if (KNOWN_SCHEME.matcher(scheme).matches()) {
      found = "the scheme " + dsn.substring(0, scheme.length());
    } else {
      found = "a scheme that is not PostgreSQL's";
    }
    throw new DsnSyntaxException(
        position,
        found,
        "postgres:// or postgresql:// (in lower case), jdbc:postgresql:, or host=... dbname=...");
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  /**
   * The user and the secrets are masked, and so are values that do not look like a plain name: they
   * may be parts of a password.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("PostgresDsn[").append(form);
    values.forEach(
        (name, value) -> {
          LibpqKeyword keyword = LibpqKeyword.of(name);
          boolean shown =
              keyword != null
                  && keyword != LibpqKeyword.USER
                  && !keyword.isSecret()
                  && PLAIN.matcher(value).matches();
          text.append(", ").append(name).append('=').append(shown ? value : "***");
        });
    return text.append(']').toString();
  }
}
