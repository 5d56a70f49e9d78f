package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames;
import io.github.guicesql.sqlmodule.internal.dsn.ForeignNames.Row;
import java.util.Arrays;
import java.util.stream.Stream;
import org.postgresql.PGProperty;

/**
 * Parameters of other drivers, languages and providers, with their equivalents here. Case,
 * underscores and hyphens of a name do not matter.
 */
final class PostgresForeignNames {
  private static final Row[] BOTH = {
    Row.of(
        "leave it out, and set POSTGRES_MAX_OPEN_CONNS, the pool's size",
        "connection_limit",
        "connectionLimit",
        "pool_max_conns",
        "max_pool_size",
        "pool_size",
        "pool_max_size",
        "max_conns",
        "max_connections",
        "maximum_pool_size",
        "pool"),
    Row.of(
        "leave it out, and set POSTGRES_MAX_IDLE_CONNS",
        "pool_min_conns",
        "pool_min_idle_conns",
        "min_pool_size",
        "minimum_idle"),
    Row.of(
        "leave it out, and set POSTGRES_CONN_MAX_LIFETIME",
        "pool_max_conn_lifetime",
        "max_lifetime",
        "conn_max_age",
        "max_connection_lifetime"),
    Row.of("leave it out, and set POSTGRES_CONN_MAX_IDLE_TIME", "pool_max_conn_idle_time"),
    Row.of("leave it out, and set POSTGRES_BORROW_TIMEOUT", "pool_timeout"),
    Row.of("leave it out, and set POSTGRES_KEEPALIVE", "pool_health_check_period"),
    Row.of(
        "write sslmode=verify-full for strict, sslmode=require for accept_invalid_certs",
        "sslaccept"),
    Row.of("write sslrootcert", "sslca", "ssl_ca_file", "ssl-ca", "cafile", "root_cert"),
    Row.of("write sslkey with a PKCS 12 file (.p12), and sslpassword", "sslidentity"),
    Row.of("write host", "server", "hostname", "data_source", "servername"),
    Row.of("write user", "username", "user_name", "user id", "uid"),
    Row.of("write password", "passwd", "pwd", "pass", "passphrase"),
    Row.of("write dbname", "database", "db", "databasename", "initial_catalog"),
    Row.of(
        "leave it out: the provider's own, which no driver reads",
        "supa",
        "workaround",
        "provider"),
    Row.of(
        "leave it out, and write the database's own URL: Prisma's proxy is no PostgreSQL server",
        "api_key"),
    Row.of(
        "leave it out, and start Java with -Duser.timezone: pgjdbc gives each session the process's"
            + " time zone",
        "timezone",
        "time_zone",
        "loc"),
    Row.of(
        "leave it out: text is UTF-8, and the server converts", "charset", "encoding", "useUnicode")
  };

  /** The names for a URI or for libpq's keywords and values. */
  static final ForeignNames LIBPQ =
      new ForeignNames("a keyword of libpq", "leave it out", pgjdbcs())
          .with(
              "a keyword of libpq",
              "leave it out, or write a keyword of libpq; pgjdbc's properties belong in a"
                  + " jdbc:postgresql: URL",
              libpq());

  /** The names for a JDBC URL. */
  static final ForeignNames JDBC =
      new ForeignNames(
          "a property of pgjdbc",
          "leave it out, or write a property of pgjdbc; one that a socket factory or another class"
              + " of yours reads passes if the URL names the class too",
          jdbc());

  private PostgresForeignNames() {}

  /** Returns pgjdbc's properties that have no keyword of the same name. */
  private static Row[] pgjdbcs() {
    return Arrays.stream(PGProperty.values())
        .map(PGProperty::getName)
        .filter(name -> LibpqKeyword.keywords().stream().noneMatch(k -> ForeignNames.same(k, name)))
        .map(name -> Row.of("use a jdbc:postgresql: URL, where this property belongs", name))
        .toArray(Row[]::new);
  }

  private static Row[] libpq() {
    return Stream.concat(
            Arrays.stream(BOTH),
            Stream.of(
                Row.of(
                    "leave it out; behind a pooler in transaction mode, use a jdbc:postgresql: URL"
                        + " with prepareThreshold=0",
                    "pgbouncer",
                    "statement_cache_size",
                    "statement_cache_capacity",
                    "prepared_statement_cache_size",
                    "prepared_statements",
                    "prepare_threshold",
                    "default_query_exec_mode",
                    "prefer_simple_protocol",
                    "binary_parameters"),
                Row.of(
                    "write options=-c%20search_path%3DNAME in a URI, options='-c search_path=NAME'"
                        + " among keywords",
                    "schema", "search_path", "schema_search_path", "currentSchema"),
                setting("statement_timeout", "5s"),
                setting("lock_timeout", "5s"),
                setting("idle_in_transaction_session_timeout", "5min"),
                setting("default_transaction_isolation", "serializable"),
                setting("default_transaction_read_only", "on"),
                Row.of(
                    "write sslmode: disable, require (encrypts and believes every server) or"
                        + " verify-full (with sslrootcert)",
                    "ssl",
                    "tls",
                    "useSSL",
                    "encrypt",
                    "ssl_mode",
                    "trust_server_certificate"),
                Row.of("write target_session_attrs", "targetServerType"),
                Row.of("write keepalives", "tcpKeepAlive"),
                Row.of("write krbsrvname", "kerberosServerName"),
                Row.of(
                    "write connect_timeout, in seconds",
                    "timeout",
                    "connection_timeout",
                    "login_timeout"),
                Row.of(
                    "use a jdbc:postgresql: URL with socketTimeout, in seconds", "socket_timeout"),
                Row.of("write options=endpoint%3DNAME", "endpoint"),
                Row.of("write options=project%3DNAME", "project"),
                Row.of("write options=--cluster%3DNAME", "cluster")))
        .toArray(Row[]::new);
  }

  private static Row setting(String name, String value) {
    return Row.of(
        "write options=-c%20"
            + name
            + "%3D"
            + value
            + " in a URI, options='-c "
            + name
            + "="
            + value
            + "' among keywords",
        name);
  }

  private static Row[] jdbc() {
    return Stream.concat(
            Arrays.stream(BOTH),
            Stream.of(
                Row.of(
                    "write prepareThreshold=0, which prepares nothing by name",
                    "pgbouncer",
                    "statement_cache_size",
                    "prepared_statements",
                    "binary_parameters",
                    "default_query_exec_mode",
                    "prefer_simple_protocol"),
                Row.of("write currentSchema", "schema", "search_path", "schema_search_path"),
                option("statement_timeout", "5s"),
                option("lock_timeout", "5s"),
                option("idle_in_transaction_session_timeout", "5min"),
                option("default_transaction_isolation", "serializable"),
                option("default_transaction_read_only", "on"),
                Row.of(
                    "write sslmode: disable, require (encrypts and believes every server) or"
                        + " verify-full (with sslrootcert)",
                    "tls",
                    "useSSL",
                    "requireSSL",
                    "verifyServerCertificate",
                    "encrypt",
                    "trust_server_certificate"),
                Row.of("write targetServerType=primary, secondary or any", "target_session_attrs"),
                Row.of("write tcpKeepAlive=true or false", "keepalives"),
                Row.of("write kerberosServerName", "krbsrvname"),
                Row.of("write host, which may be an address", "hostaddr"),
                Row.of("name the file in PGPASSFILE, or write password", "passfile"),
                Row.of("write connectTimeout, in seconds", "timeout", "connection_timeout"),
                Row.of("write options=endpoint%3DNAME", "endpoint"),
                Row.of("write options=project%3DNAME", "project"),
                Row.of("leave it out; the pool replaces dead connections", "autoReconnect"),
                Row.of(
                    "name the class that reads it too, such as"
                        + " socketFactory=com.google.cloud.sql.postgres.SocketFactory",
                    "cloudSqlInstance",
                    "ipTypes",
                    "enableIamAuth",
                    "alloydbInstanceName",
                    "alloydbIpType",
                    "azure.clientId",
                    "azure.tenantId")))
        .toArray(Row[]::new);
  }

  private static Row option(String name, String value) {
    return Row.of("write options=-c%20" + name + "%3D" + value, name);
  }
}
