package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.UnknownName;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code user:password@tcp(host:3306)/database?name=value} as go-sql-driver/mysql 1.10 does
 * (its README, "DSN"). User and password are as they are, not encoded: the last '/' begins the
 * database, the last '@' before it ends the password, the first ':' the user.
 *
 * <p>It refuses what Go lets pass and a slip may have made: an '@' in the parameters, which ends a
 * password that holds the last '/'; a parameter without '='; and a parameter that is neither
 * go-sql-driver's nor looks like a system variable.
 */
final class GoDsn {
  private static final String SHAPE = "user:password@tcp(host:3306)/database";
  private static final String SOCKET =
      "tcp(host:3306): neither JDBC driver opens a Unix socket by itself; a jdbc:mariadb: URL can"
          + " name one as localSocket, a jdbc:mysql: URL needs a socketFactory";
  private static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9_]*");

  private final String dsn;
  private final ParameterList parameters;

  GoDsn(String dsn) {
    this.dsn = dsn;
    this.parameters = new ParameterList(dsn);
  }

  MysqlDsn parse() throws DsnSyntaxException {
    int slash = dsn.lastIndexOf('/');
    if (slash < 0) {
      throw new DsnSyntaxException(dsn.length(), "the end, and no '/' before", SHAPE);
    }
    int stray = dsn.indexOf('@', slash);
    if (stray >= 0) {
      throw new DsnSyntaxException(
          stray,
          "an '@' after the last '/'",
          SHAPE + ", with the '/' even if there is no database; %40 for an '@' in a parameter");
    }
    int at = slash == 0 ? -1 : dsn.lastIndexOf('@', slash - 1);
    String address = address(at + 1, slash);
    int mark = dsn.indexOf('?', slash);
    int end = mark < 0 ? dsn.length() : mark;
    String database = EncodedText.decode(dsn, slash + 1, end);
    parameters.readFrom(end + 1, this::parameter);
    int colon = dsn.indexOf(':');
    boolean withPassword = colon >= 0 && colon < at;
    return new MysqlDsn(
        Form.GO,
        address,
        emptyToNull(database),
        at < 0 ? null : emptyToNull(dsn.substring(0, withPassword ? colon : at)),
        withPassword ? dsn.substring(colon + 1, at) : null,
        parameters.asMap(),
        Set.of());
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private String address(int start, int slash) throws DsnSyntaxException {
    int opening = dsn.indexOf('(', start);
    boolean bare = opening < 0 || opening > slash;
    String network = dsn.substring(start, bare ? slash : opening);
    if (network.equals("unix")) {
      throw new DsnSyntaxException(start, "a Unix socket", SOCKET);
    }
    if (!network.isEmpty() && !network.equals("tcp")) {
      throw new DsnSyntaxException(
          start, "something that is not the network tcp", "tcp(host:3306), as in " + SHAPE);
    }
    HostList hosts = new HostList(dsn, "127.0.0.1");
    if (bare) {
      return "://" + hosts.add(slash, slash) + "/";
    }
    if (dsn.charAt(slash - 1) != ')') {
      int closing = dsn.indexOf(')', opening);
      if (closing < 0 || closing > slash) {
        throw new DsnSyntaxException(opening, "a '(' that is never closed", SHAPE);
      }
      throw new DsnSyntaxException(
          slash, "another '/' after the database", "%2F for a '/' in a parameter or a database");
    }
    return "://" + hosts.add(opening + 1, slash - 1) + "/";
  }

  private void parameter(int start, int equals, int end) throws DsnSyntaxException {
    String name = dsn.substring(start, equals);
    if (!DsnParameter.isGo(name) && !isVariable(name)) {
      @Nullable String nearest = UnknownName.nearest(name, DsnParameter.goNames());
      throw new DsnSyntaxException(
          start,
          UnknownName.describe(dsn, start, name, false, true),
          "a parameter of go-sql-driver or a system variable's name in lower case"
              + (nearest == null ? "" : ", perhaps " + nearest));
    }
    parameters.put(name, EncodedText.decodeForm(dsn, equals + 1, end));
  }

  /** But for a parameter's name in the wrong case, which the server would not know either. */
  private static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches()
        && DsnParameter.goNames().stream().noneMatch(name::equalsIgnoreCase)
        && !name.equals("user")
        && !name.contains("password");
  }
}
