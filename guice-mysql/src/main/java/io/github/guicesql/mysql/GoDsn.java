package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.List;

/**
 * Parses {@code user:password@tcp(host:3306)/database?name=value} as go-sql-driver/mysql 1.10 does
 * (its README, "DSN"). User and password are not encoded: the last '/' begins the database, the
 * last '@' before it ends the password, and the first ':' ends the user.
 *
 * <p>It refuses two things that Go accepts and that are probably mistakes: an '@' in the
 * parameters, which ends a password that contains the last '/', and a parameter without '='.
 */
final class GoDsn {
  private static final String SHAPE = "user:password@tcp(host:3306)/database";
  private static final String SOCKET =
      "write tcp(host:3306): neither JDBC driver opens a Unix socket by itself; a jdbc:mariadb: URL"
          + " can name one as localSocket, a jdbc:mysql: URL needs a socketFactory, as Cloud SQL's"
          + " does with cloudSqlInstance";

  private final String dsn;
  private final Parameters parts;

  GoDsn(String dsn, Parameters parts) {
    this.dsn = dsn;
    this.parts = parts;
  }

  Dsn<Form> parse() throws InvalidValueException {
    int slash = dsn.lastIndexOf('/');
    if (slash < 0) {
      throw Problems.at(dsn.length(), "the end, and no '/' before", MysqlDsn.FORMS);
    }
    int stray = dsn.indexOf('@', slash);
    if (stray >= 0) {
      throw Problems.at(
          stray,
          "an '@' after the last '/'",
          "write "
              + SHAPE
              + ", with the '/' even if there is no database; %40 for an '@' in a parameter");
    }
    int at = slash == 0 ? -1 : dsn.lastIndexOf('@', slash - 1);
    List<String> hosts = hosts(at + 1, slash);
    int mark = dsn.indexOf('?', slash);
    int end = mark < 0 ? dsn.length() : mark;
    parts.put(MysqlDsn.DATABASE, EncodedText.decode(dsn, slash + 1, end), slash + 1, end);
    Parameters parameters =
        new ParameterList(dsn, String::substring, EncodedText::decodeForm, false).readFrom(end + 1);
    int colon = dsn.indexOf(':');
    boolean withPassword = colon >= 0 && colon < at;
    if (at >= 0) {
      put(MysqlDsn.USER, 0, withPassword ? colon : at);
    }
    if (withPassword) {
      put(MysqlDsn.PASSWORD, colon + 1, at);
    }
    Parameter password = parts.get(MysqlDsn.PASSWORD);
    return new Dsn<>(
        Form.GO,
        "",
        hosts,
        parts.text(MysqlDsn.DATABASE),
        parts.text(MysqlDsn.USER),
        password == null ? null : password.value(),
        parameters);
  }

  private void put(String name, int from, int to) {
    parts.put(name, dsn.substring(from, to), from, to);
  }

  private List<String> hosts(int start, int slash) throws InvalidValueException {
    int opening = dsn.indexOf('(', start);
    boolean bare = opening < 0 || opening > slash;
    String network = dsn.substring(start, bare ? slash : opening);
    if (network.equals("unix")) {
      throw Problems.at(start, "a Unix socket", SOCKET);
    }
    if (!network.isEmpty() && !network.equals("tcp")) {
      throw Problems.at(
          start,
          "something that is not the network tcp",
          "write tcp(host:3306), as in " + SHAPE + "; or mysql:// before it all");
    }
    HostList hosts = new HostList(dsn, "127.0.0.1");
    if (bare) {
      return hosts.add(slash, slash).hosts();
    }
    if (dsn.charAt(slash - 1) != ')') {
      int closing = dsn.indexOf(')', opening);
      if (closing < 0 || closing > slash) {
        throw Problems.at(opening, "a '(' that is never closed", "write " + SHAPE);
      }
      throw Problems.at(
          slash,
          "another '/' after the database",
          "write %2F for a '/' in a parameter or a database");
    }
    return hosts.add(opening + 1, slash - 1).hosts();
  }
}
