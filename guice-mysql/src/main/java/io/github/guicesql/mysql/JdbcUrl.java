package io.github.guicesql.mysql;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.internal.dsn.DsnSyntaxException;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code jdbc:mysql://host:3306/database?property=value} and {@code jdbc:mariadb://…} as the
 * driver of that name does: MySQL's decodes what is percent-encoded, MariaDB's takes it as it is.
 *
 * <p>Unlike there, {@code user:password@} may stand before the hosts of either, percent-encoded;
 * addresses hold hosts, ports and their roles only, so that they may be logged; and an '@' or '#'
 * that is not encoded is refused, because it ends a password early.
 */
final class JdbcUrl {
  static final String MYSQL = "jdbc:mysql";
  static final String MARIADB = "jdbc:mariadb:";

  private static final String PERMIT = "permitMysqlScheme";
  private static final Pattern START =
      Pattern.compile("jdbc:(mysql|mariadb)(\\+srv)?:([a-z-]+:)?//", Pattern.CASE_INSENSITIVE);

  /** {@code address=(host=h)(port=1)} or, for MySQL's driver, {@code (host=h,port=1)}. */
  private static final Pattern ADDRESS =
      Pattern.compile("address=(\\([^()]*\\))+|\\([^()]*\\)", Pattern.CASE_INSENSITIVE);

  private static final Pattern PAIR = Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*([^,()]*)");
  private static final Set<String> KEYS = Set.of("host", "port", "type", "priority", "protocol");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]*");

  private final String dsn;
  private final ParameterList parameters;
  private final boolean mariaDb;
  private final Set<String> doubtful = new LinkedHashSet<>();
  private boolean secretNamed;

  /** MariaDB's driver takes jdbc:mysql: URLs too, if that word is in them. */
  JdbcUrl(String dsn) {
    this.dsn = dsn;
    this.parameters = new ParameterList(dsn);
    this.mariaDb = dsn.startsWith(MARIADB) || dsn.contains(PERMIT);
  }

  MysqlDsn parse() throws DsnSyntaxException {
    Matcher start = START.matcher(dsn);
    if (!start.lookingAt()) {
      throw new DsnSyntaxException(
          dsn.indexOf(':', "jdbc:".length()) + 1, "no '//'", "jdbc:mysql://host:3306/database");
    }
    int hosts = start.end();
    int query = indexOf('?', hosts, dsn.length());
    if (!mariaDb) {
      refuse('#', hosts, dsn.length(), "%23");
    }
    int slash = indexOf('/', hosts, query);
    int at = indexOf('@', hosts, query);
    int colon = indexOf(':', hosts, at);
    boolean credentials = at < slash;
    if (at < query && !credentials) {
      throw new DsnSyntaxException(at, "an '@' after a '/'", MysqlUri.ENCODE);
    }
    int first = credentials ? at + 1 : hosts;
    refuse('@', first, query, MysqlUri.ENCODE);
    refuse('/', Math.min(slash + 1, query), query, MysqlUri.ENCODE);
    String address = dsn.substring(start.end(1), start.end()) + hosts(first, slash) + "/";
    String database = slash < query ? decode(slash + 1, query) : "";
    parameters.readFrom(query + 1, this::parameter);
    Map<String, String> values = parameters.asMap();
    @Nullable String user =
        credentials ? EncodedText.decode(dsn, hosts, colon) : values.remove("user");
    @Nullable String password =
        credentials && colon < at
            ? EncodedText.decode(dsn, colon + 1, at)
            : values.remove("password");
    values.remove(PERMIT);
    return new MysqlDsn(
        mariaDb ? Form.JDBC_MARIADB : Form.JDBC_MYSQL,
        address,
        database.isEmpty() ? null : database,
        user == null || user.isEmpty() ? null : user,
        password,
        values,
        doubtful);
  }

  private void parameter(int start, int equals, int end) throws DsnSyntaxException {
    String name = dsn.substring(start, equals);
    parameters.put(name, decode(equals + 1, end));
    if (secretNamed || dsn.indexOf('@', start) >= 0) {
      doubtful.add(name);
    }
    secretNamed |= name.toLowerCase(Locale.ROOT).contains("password");
  }

  private String hosts(int from, int to) throws DsnSyntaxException {
    StringJoiner hosts = new StringJoiner(",");
    Matcher address = ADDRESS.matcher(dsn).region(from, to);
    int at = from;
    while (at < to) {
      int end;
      if (address.region(at, to).lookingAt()) {
        end = address.end();
        hosts.add(pairs(at, end));
      } else {
        end = indexOf(',', at, to);
        hosts.add(new HostList(dsn, "localhost").add(at, end).toString());
      }
      if (end < to && dsn.charAt(end) != ',') {
        throw new DsnSyntaxException(end, "text right after a ')'", "',' or '/'");
      }
      at = end + 1;
    }
    // With no host at all, MariaDB's driver wants a localSocket.
    return hosts.length() == 0 && !mariaDb ? "localhost:3306" : hosts.toString();
  }

  private String pairs(int from, int to) throws DsnSyntaxException {
    int at = from;
    Matcher pair = PAIR.matcher(dsn);
    if (dsn.regionMatches(true, from, "address=", 0, "address=".length())) {
      at += "address=".length();
    }
    while (at < to) {
      if ("(),".indexOf(dsn.charAt(at)) >= 0) {
        at++;
      } else if (pair.region(at, to).lookingAt()) {
        String key = pair.group(1).toLowerCase(Locale.ROOT);
        if (!KEYS.contains(key)) {
          throw new DsnSyntaxException(
              at,
              "a key in an address that is not host, port, type or priority",
              "those; user and password before the hosts, the rest after the '?'");
        }
        if (key.equals("host") || key.equals("port")) {
          String sought = dsn.substring(pair.start(2), pair.end(2)).strip();
          // For its checks; the port's own stands alone, as if after a nameless host.
          String asList = key.equals("port") ? ":" + sought : sought;
          new HostList(asList, "localhost").add(0, asList.length());
        } else if (!PLAIN.matcher(pair.group(2).strip()).matches()) {
          throw new DsnSyntaxException(pair.start(2), "something that is no word", "a word");
        }
        at = pair.end();
      } else {
        throw new DsnSyntaxException(at, "something that is no key and value", "key=value");
      }
    }
    return dsn.substring(from, to);
  }

  private String decode(int from, int to) throws DsnSyntaxException {
    return mariaDb ? dsn.substring(from, to) : EncodedText.decodeForm(dsn, from, to).strip();
  }

  private void refuse(char character, int from, int to, String instead) throws DsnSyntaxException {
    int stray = indexOf(character, from, to);
    if (stray < to) {
      throw new DsnSyntaxException(stray, "a '" + character + "' where there can be none", instead);
    }
  }

  /** Or the end, if there is none. */
  private int indexOf(char character, int from, int to) {
    int at = dsn.indexOf(character, from);
    return at < 0 || at > to ? to : at;
  }
}
