package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.UnknownName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code mysql://user:password@host:3306,other/database?name=value} (MySQL manual,
 * "Connecting to the Server Using URI-Like Strings"), each part percent-encoded. Its parameters are
 * the manual's and go-sql-driver's: both are in use.
 *
 * <p>An '@', '#' or second '/' that is not encoded is refused: the rest of a password would become
 * the host to look up.
 */
final class MysqlUri {
  static final String ENCODE =
      "@ : / ? # [ ] % & and blanks as %40 %3A %2F %3F %23 %5B %5D %25 %26 %20"
          + " wherever they are part of a user, a password or a name";

  private final String dsn;
  private final Form form;
  private final int afterScheme;
  private final ParameterList parameters;

  MysqlUri(String dsn, Form form, int afterScheme) {
    this.dsn = dsn;
    this.form = form;
    this.afterScheme = afterScheme;
    this.parameters = new ParameterList(dsn);
  }

  MysqlDsn parse() throws DsnSyntaxException {
    int at = indexOfAny("@/?#", afterScheme);
    boolean credentials = at < dsn.length() && dsn.charAt(at) == '@';
    int start = credentials ? at + 1 : afterScheme;
    refuse('@', start);
    refuse('#', start);
    int query = indexOfAny("?", start);
    int slash = Math.min(query, indexOfAny("/", start));
    if (slash < query && dsn.substring(slash + 1, query).indexOf('/') >= 0) {
      throw new DsnSyntaxException(dsn.indexOf('/', slash + 1), "a second '/'", ENCODE);
    }
    refuseGo(start, slash);
    HostList hosts = new HostList(dsn, "localhost").addAll(start, slash);
    String database = slash < query ? EncodedText.decode(dsn, slash + 1, query) : "";
    parameters.readFrom(query + 1, this::parameter);
    int colon = Math.min(at, indexOfAny(":", afterScheme));
    return new MysqlDsn(
        form,
        "://" + hosts + "/",
        emptyToNull(database),
        credentials ? emptyToNull(EncodedText.decode(dsn, afterScheme, colon)) : null,
        credentials && colon < at ? EncodedText.decode(dsn, colon + 1, at) : null,
        parameters.asMap(),
        Set.of());
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private void refuse(char character, int from) throws DsnSyntaxException {
    int stray = dsn.indexOf(character, from);
    if (stray >= 0) {
      throw new DsnSyntaxException(stray, "a '" + character + "' where there can be none", ENCODE);
    }
  }

  private void refuseGo(int start, int end) throws DsnSyntaxException {
    for (String network : new String[] {"tcp(", "unix("}) {
      if (dsn.startsWith(network, start) && end > start) {
        throw new DsnSyntaxException(
            start, "go-sql-driver's form after a scheme", "host:port; or the same without scheme");
      }
    }
  }

  private void parameter(int start, int equals, int end) throws DsnSyntaxException {
    String name = EncodedText.decode(dsn, start, equals);
    @Nullable String known = DsnParameter.uriName(name);
    if (known == null) {
      @Nullable String nearest = UnknownName.nearest(name, DsnParameter.uriNames());
      throw new DsnSyntaxException(
          start,
          UnknownName.describe(dsn, start, name, false, true),
          "a parameter of MySQL's URIs or of go-sql-driver"
              + (nearest == null ? "" : ", perhaps " + nearest)
              + "; a JDBC driver's own belong in a jdbc: URL");
    }
    parameters.put(known, EncodedText.decode(dsn, equals + 1, end));
  }

  private int indexOfAny(String characters, int from) {
    int i = from;
    while (i < dsn.length() && characters.indexOf(dsn.charAt(i)) < 0) {
      i++;
    }
    return i;
  }
}
