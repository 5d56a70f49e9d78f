package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames.Row;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Parameters of other drivers, languages and providers, with their equivalents here. Case,
 * underscores and hyphens of a name do not matter.
 */
final class MysqlForeignNames {
  private static final Row[] ALL = {
    Row.of(
        "leave it out, and set MYSQL_MAX_OPEN_CONNS, the pool's size",
        "connectionLimit",
        "connection_limit",
        "max_pool_size",
        "maximum_pool_size",
        "pool_size",
        "max_connections",
        "pool"),
    Row.of("leave it out, and set MYSQL_MAX_IDLE_CONNS", "min_pool_size", "minimum_idle"),
    Row.of(
        "leave it out, and set MYSQL_CONN_MAX_LIFETIME",
        "max_lifetime",
        "conn_max_age",
        "pool_recycle",
        "connection_lifetime"),
    Row.of(
        "leave it out, and set MYSQL_BORROW_TIMEOUT",
        "pool_timeout",
        "acquireTimeout",
        "waitForConnections",
        "queueLimit"),
    Row.of(
        "leave it out: it says how another language shows results",
        "dateStrings",
        "supportBigNumbers",
        "bigNumberStrings",
        "namedPlaceholders",
        "rowsAsArray",
        "typeCast",
        "use_unicode",
        "cursorclass"),
    Row.of(
        "leave it out; prepared statements are the driver's",
        "statement_cache_size",
        "prepared_statements",
        "statement_limit"),
    Row.of(
        "name the class that reads it too, such as socketFactory or authenticationPlugins in a"
            + " jdbc: URL",
        "cloudSqlInstance",
        "ipTypes",
        "enableIamAuth",
        "azure.clientId",
        "azure.tenantId")
  };

  private static final Row[] NO_JDBC = {
    Row.of(
        "write it before the host, as in user:password@",
        "user",
        "username",
        "uid",
        "password",
        "passwd",
        "pwd"),
    Row.of("write it after the '/' behind the host", "database", "db", "dbname", "schema"),
    Row.of("write it before the '/', and its port after a ':'", "host", "server", "port"),
    Row.of(
        "write a host: neither JDBC driver opens a Unix socket by itself",
        "unix_socket",
        "socketPath"),
    Row.of("leave it out; the pool reconnects", "autoReconnect", "reconnect"),
    Row.of(
        "leave it out: the drivers speak utf8mb4", "useUnicode", "characterEncoding", "encoding"),
    Row.of("write loc=UTC or such as loc=Europe%2FParis", "timezone", "serverTimezone"),
    Row.of("write multiStatements=true", "multipleStatements", "allowMultiQueries"),
    Row.of("write readTimeout, such as 30s", "socketTimeout", "socket_timeout", "read_timeout"),
    Row.of("write collation", "connectionCollation")
  };

  /** The names for {@code mysql://} URIs. */
  static final ForeignNames URI =
      new ForeignNames(
          "a parameter of MySQL's URIs or of go-sql-driver",
          "leave it out, or use a jdbc: URL, where a driver's own properties belong",
          rows(
              ALL,
              NO_JDBC,
              Row.of(
                  "write ssl-mode: DISABLED, REQUIRED (encrypts and believes every server),"
                      + " VERIFY_CA or VERIFY_IDENTITY",
                  "ssl",
                  "sslmode",
                  "useSSL",
                  "requireSSL",
                  "verifyServerCertificate",
                  "sslaccept",
                  "ssl_verify_cert",
                  "ssl_verify_identity",
                  "encrypt"),
              Row.of("write ssl-ca", "sslca", "ca"),
              Row.of("write get-server-public-key=true", "allowPublicKeyRetrieval"),
              Row.of(
                  "write connect-timeout, in milliseconds, or timeout, such as 5s",
                  "connection_timeout",
                  "connectTimeout"),
              Row.of(
                  "use go-sql-driver's form, or sessionVariables in a jdbc: URL",
                  "sql_mode",
                  "wait_timeout",
                  "transaction_isolation",
                  "max_execution_time",
                  "foreign_key_checks",
                  "init_command")));

  /** The names for go-sql-driver's form. */
  static final ForeignNames GO =
      new ForeignNames(
          "a parameter of go-sql-driver or a system variable's name in lower case",
          "leave it out, or use a jdbc: URL, where a driver's own properties belong",
          rows(
              ALL,
              NO_JDBC,
              Row.of(
                  "write tls: false, skip-verify (encrypts and believes every server) or true; or a"
                      + " mysql:// URI with ssl-mode and ssl-ca",
                  "ssl",
                  "sslmode",
                  "ssl-mode",
                  "useSSL",
                  "sslca",
                  "sslaccept",
                  "encrypt"),
              Row.of(
                  "leave it out: the key is asked for anyway",
                  "allowPublicKeyRetrieval",
                  "get-server-public-key"),
              Row.of(
                  "write timeout, such as 5s",
                  "connectTimeout",
                  "connect-timeout",
                  "connection_timeout")));

  private MysqlForeignNames() {}

  /** Returns the names for a JDBC URL of one of the drivers. */
  static ForeignNames ofJdbc(String whose, Row... own) {
    return new ForeignNames(
        whose,
        "leave it out; one that a socket factory or a plug-in of yours reads passes if the URL names"
            + " the plug-in too",
        rows(
            ALL,
            rows(
                new Row[] {
                  Row.of("write user", "username", "uid"),
                  Row.of("write password", "passwd", "pwd"),
                  Row.of("write it after the hosts, host:3306/database", "db", "schema"),
                  Row.of("write socketTimeout, in milliseconds", "socket_timeout", "readTimeout"),
                  Row.of("write connectTimeout, in milliseconds", "timeout", "connection_timeout"),
                  Row.of("write allowMultiQueries=true", "multiStatements", "multipleStatements"),
                  Row.of("write useAffectedRows, which is the opposite", "clientFoundRows"),
                  Row.of("leave it out: the drivers speak utf8mb4", "charset", "encoding")
                },
                Arrays.stream(new String[] {"parseTime", "interpolateParams", "checkConnLiveness"})
                    .map(name -> Row.of("leave it out: it is go-sql-driver's", name))
                    .toArray(Row[]::new)),
            own));
  }

  private static Row[] rows(Row[] some, Row[] more, Row... own) {
    return Stream.of(some, more, own).flatMap(Arrays::stream).toArray(Row[]::new);
  }
}
