package io.github.guicesql.mysql;

import static io.github.guicesql.sqlmodule.internal.dsn.EncodedText.ENCODE;

import io.github.guicesql.mysql.MysqlDsn.Form;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.dsn.EncodedText;
import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Parameters;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code jdbc:mysql://host:3306/database?property=value} and {@code jdbc:mariadb://…} as the
 * driver of that name does: MySQL's driver percent-decodes the URL, MariaDB's does not.
 *
 * <p>There are three differences. {@code user:password@}, percent-encoded, may precede the hosts of
 * either. Addresses may contain only hosts, ports and their roles, so that they can be logged. An
 * '@' or '#' that is not encoded is refused, because it ends a password early.
 */
final class JdbcUrl {
  static final String MYSQL = "jdbc:mysql";
  static final String MARIADB = "jdbc:mariadb:";

  private static final String PERMIT = "permitMysqlScheme";
  private static final Pattern START =
      Pattern.compile("jdbc:(mysql|mariadb)(\\+srv)?:([a-z-]+:)?//", Pattern.CASE_INSENSITIVE);

  /**
   * An address: {@code address=(host=h)(port=1)} or, for MySQL's driver, {@code (host=h,port=1)}.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("address=(\\([^()]*\\))+|\\([^()]*\\)", Pattern.CASE_INSENSITIVE);

  private static final Pattern PAIR = Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*([^,()]*)");
  private static final Set<String> KEYS = Set.of("host", "port", "type", "priority", "protocol");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]*");

  private static final Set<String> MYSQL_ROUTES = Set.of("", "loadbalance", "replication");
  private static final Set<String> MARIADB_ROUTES =
      Set.of(
          "",
          "loadbalance",
          "load-balance",
          "failover",
          "replication",
          "sequential",
          "load-balance-read");

  private final String dsn;
  private final Parameters parts;
  private final boolean mariaDb;

  /**
   * Creates a parser. MariaDB's driver accepts {@code jdbc:mysql:} URLs, too, if they contain
   * {@code permitMysqlScheme}.
   */
  JdbcUrl(String dsn, Parameters parts) {
    this.dsn = dsn;
    this.parts = parts;
    this.mariaDb = dsn.startsWith(MARIADB) || dsn.contains(PERMIT);
  }

  Dsn<Form> parse() throws InvalidValueException {
    Matcher start = START.matcher(dsn);
    if (!start.lookingAt()) {
      throw Problems.at(
          dsn.indexOf(':', "jdbc:".length()) + 1,
          "no '//'",
          "write jdbc:mysql://host:3306/database");
    }
    refuseUnknownRoute(start);
    int hosts = start.end();
    int query = indexOf('?', hosts, dsn.length());
    if (!mariaDb) {
      refuse('#', hosts, dsn.length(), "write %23");
    }
    int slash = indexOf('/', hosts, query);
    int at = indexOf('@', hosts, query);
    int colon = indexOf(':', hosts, at);
    boolean credentials = at < slash;
    if (at < query && !credentials) {
      throw Problems.at(at, "an '@' after a '/'", "write " + ENCODE);
    }
    int first = credentials ? at + 1 : hosts;
    refuse('@', first, query, "write " + ENCODE);
    refuse('/', Math.min(slash + 1, query), query, "write " + ENCODE);
    if (slash < query) {
      parts.put(MysqlDsn.DATABASE, decode(dsn, slash + 1, query), slash + 1, query);
    }
    if (credentials) {
      put(MysqlDsn.USER, hosts, colon);
    }
    if (credentials && colon < at) {
      put(MysqlDsn.PASSWORD, colon + 1, at);
    }
    Parameters parameters =
        new ParameterList(dsn, String::substring, this::decode, true).readFrom(query + 1);
    boolean bySrv = start.group(2) != null || isOn(parameters.get("dnsSrv"));
    List<String> addresses = hosts(first, slash, bySrv);
    take(MysqlDsn.USER, parameters);
    take(MysqlDsn.PASSWORD, parameters);
    Parameter permit = parameters.remove(PERMIT);
    Parameter password = parts.get(MysqlDsn.PASSWORD);
    return new Dsn<>(
        mariaDb || permit != null ? Form.JDBC_MARIADB : Form.JDBC_MYSQL,
        dsn.substring(start.end(1), start.end() - "://".length()),
        addresses,
        parts.text(MysqlDsn.DATABASE),
        parts.text(MysqlDsn.USER),
        password == null ? null : password.value(),
        parameters);
  }

  private void refuseUnknownRoute(Matcher start) throws InvalidValueException {
    String word = start.group(3) == null ? "" : start.group(3).replace(":", "");
    Set<String> known = mariaDb ? MARIADB_ROUTES : MYSQL_ROUTES;
    if (!known.contains(word.toLowerCase(Locale.ROOT))) {
      throw Problems.at(
          start.start(3),
          "a way to choose a host that this driver does not have",
          word.equalsIgnoreCase("aurora")
              ? "leave it out and write the cluster's endpoint; replication for a writer with"
                  + " readers"
              : "leave it out, or write loadbalance or replication");
    }
  }

  private static boolean isOn(@Nullable Parameter parameter) {
    return parameter != null && parameter.value().matches("(?i)true|yes");
  }

  /**
   * Replaces the parameter of that name: the user and password before the hosts take precedence.
   */
  private void take(String name, Parameters parameters) {
    Parameter parameter = parameters.remove(name);
    if (parameter != null && parts.get(name) == null) {
      parts.put(
          name,
          parameter.value(),
          parameter.start(),
          parameter.start() + parameter.written().length());
    }
  }

  private void put(String name, int from, int to) throws InvalidValueException {
    parts.put(name, EncodedText.decode(dsn, from, to), from, to);
  }

  private List<String> hosts(int from, int to, boolean bySrv) throws InvalidValueException {
    List<String> hosts = new ArrayList<>();
    Matcher address = ADDRESS.matcher(dsn).region(from, to);
    int at = from;
    while (at < to) {
      int end;
      if (address.region(at, to).lookingAt()) {
        end = address.end();
        hosts.add(pairs(at, end));
      } else {
        end = indexOf(',', at, to);
        HostList host = new HostList(dsn, "localhost");
        hosts.addAll((bySrv ? host.addWithoutPort(at, end) : host.add(at, end)).hosts());
      }
      if (end < to && dsn.charAt(end) != ',') {
        throw Problems.at(end, "text right after a ')'", "write ',' or '/' there");
      }
      at = end + 1;
    }
    // Without any host, MariaDB's driver requires a localSocket.
    return hosts.isEmpty() && !mariaDb ? List.of("localhost:3306") : hosts;
  }

  private String pairs(int from, int to) throws InvalidValueException {
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
          throw Problems.at(
              at,
              "a key in an address that is not host, port, type or priority",
              "write only those; user and password before the hosts, the rest after the '?'");
        }
        if (key.equals("host") || key.equals("port")) {
          String sought = dsn.substring(pair.start(2), pair.end(2)).strip();
          // The text is checked as a list of hosts; a port alone is checked as if it followed a
          // host without a name.
          String asList = key.equals("port") ? ":" + sought : sought;
          new HostList(asList, "localhost").add(0, asList.length());
        } else if (!PLAIN.matcher(pair.group(2).strip()).matches()) {
          throw Problems.at(pair.start(2), "something that is no word", "write a word");
        }
        at = pair.end();
      } else {
        throw Problems.at(at, "something that is no key and value", "write key=value");
      }
    }
    return dsn.substring(from, to);
  }

  private String decode(String text, int from, int to) throws InvalidValueException {
    return mariaDb ? text.substring(from, to) : EncodedText.decodeForm(text, from, to).strip();
  }

  private void refuse(char character, int from, int to, String instead)
      throws InvalidValueException {
    int stray = indexOf(character, from, to);
    if (stray < to) {
      throw Problems.at(stray, "a '" + character + "' where there can be none", instead);
    }
  }

  /** Returns the index of the character, or the end if it is absent. */
  private int indexOf(char character, int from, int to) {
    int at = dsn.indexOf(character, from);
    return at < 0 || at > to ? to : at;
  }
}
