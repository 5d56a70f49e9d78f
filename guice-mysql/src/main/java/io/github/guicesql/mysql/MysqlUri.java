package io.github.guicesql.mysql;

import static io.github.guicesql.sqlmodule.internal.dsn.EncodedText.ENCODE;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;

/**
 * Parses {@code mysql://user:password@host:3306,other/database?name=value} (MySQL manual,
 * "Connecting to the Server Using URI-Like Strings"), each part percent-encoded. Its parameters are
 * the manual's and go-sql-driver's: both are in use.
 *
 * <p>An '@', '#' or second '/' that is not encoded is refused: the rest of a password would be
 * looked up as a host.
 */
final class MysqlUri {
  private final String dsn;
  private final Parameters parts;
  private final Form form;
  private final int afterScheme;

  MysqlUri(String dsn, Parameters parts, Form form, int afterScheme) {
    this.dsn = dsn;
    this.parts = parts;
    this.form = form;
    this.afterScheme = afterScheme;
  }

  Dsn<Form> parse() throws InvalidValueException {
    int at = indexOfAny("@/?#", afterScheme);
    boolean credentials = at < dsn.length() && dsn.charAt(at) == '@';
    int start = credentials ? at + 1 : afterScheme;
    refuse('@', start);
    refuse('#', start);
    int query = indexOfAny("?", start);
    int slash = Math.min(query, indexOfAny("/", start));
    if (slash < query && dsn.substring(slash + 1, query).indexOf('/') >= 0) {
      throw Problems.at(dsn.indexOf('/', slash + 1), "a second '/'", "write " + ENCODE);
    }
    refuseGo(start, slash);
    List<String> hosts = new HostList(dsn, "localhost").addAll(start, slash).hosts();
    if (slash < query) {
      put(MysqlDsn.DATABASE, slash + 1, query);
    }
    int colon = Math.min(at, indexOfAny(":", afterScheme));
    if (credentials) {
      put(MysqlDsn.USER, afterScheme, colon);
    }
    if (credentials && colon < at) {
      put(MysqlDsn.PASSWORD, colon + 1, at);
    }
    Parameters parameters =
        new ParameterList(dsn, EncodedText::decode, EncodedText::decode, false).readFrom(query + 1);
    for (Parameter parameter : parameters.all()) {
      String name = DsnParameter.uriName(parameter.name());
      if (name != null && !name.equals(parameter.name())) {
        parameters.rename(parameter.name(), parameter.as(name, parameter.value()));
      }
    }
    Parameter password = parts.get(MysqlDsn.PASSWORD);
    return new Dsn<>(
        form,
        "",
        hosts,
        parts.text(MysqlDsn.DATABASE),
        parts.text(MysqlDsn.USER),
        password == null ? null : password.value(),
        parameters);
  }

  private void put(String name, int from, int to) throws InvalidValueException {
    parts.put(name, EncodedText.decode(dsn, from, to), from, to);
  }

  private void refuse(char character, int from) throws InvalidValueException {
    int stray = dsn.indexOf(character, from);
    if (stray >= 0) {
      throw Problems.at(stray, "a '" + character + "' where there can be none", "write " + ENCODE);
    }
  }

  private void refuseGo(int start, int end) throws InvalidValueException {
    for (String network : List.of("tcp(", "unix(")) {
      if (dsn.startsWith(network, start) && end > start) {
        throw Problems.at(
            start,
            "go-sql-driver's form after a scheme",
            "write host:port in its place; or the same without mysql://");
      }
    }
  }

  private int indexOfAny(String characters, int from) {
    int i = from;
    while (i < dsn.length() && characters.indexOf(dsn.charAt(i)) < 0) {
      i++;
    }
    return i;
  }
}
