package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes libpq's parameters into pgjdbc's properties (PostgreSQL 18 manual, "Parameter Key Words"
 * and "Specifying Multiple Hosts"). A value means what it means to libpq, and is refused where
 * libpq refuses it; what pgjdbc cannot do is refused by name.
 *
 * <p>Not quite alike, and let pass: {@code target_session_attrs=primary} also wants a server that
 * is not set read-only, and {@code standby} is content with one that is; {@code sslmode=require}
 * verifies the server if {@code sslrootcert} says how, but not for a {@code ~/.postgresql/root.crt}
 * that happens to be there.
 */
final class LibpqMapping {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern ENGINE = Pattern.compile("[^:/\\\\]{2,}:.*");
  private static final Set<String> AUTH_METHODS =
      Set.of("password", "md5", "gss", "sspi", "scram-sha-256", "none");

  /** pgjdbc counts milliseconds in an int. */
  private static final int LONGEST_TIMEOUT = Integer.MAX_VALUE / 1000;

  private static final String LEAVE_OUT = "leave it out";
  private static final String NEW_PROTOCOL =
      "leave it out, or write 3.0, which is what pgjdbc speaks unless told otherwise";

  private final PostgresDsn dsn;
  private final ParameterReader reader;

  LibpqMapping(PostgresDsn dsn) {
    this.dsn = dsn;
    this.reader = new ParameterReader(dsn);
  }

  PostgresParameters map(String defaultUser) throws UnusableParametersException {
    List<PostgresHost> hosts = hosts();
    // On, unless told otherwise; pgjdbc has it the other way round.
    reader.set("tcpKeepAlive", "true");
    dsn.values()
        .forEach(
            (name, value) -> {
              LibpqKeyword keyword = LibpqKeyword.of(name);
              if (keyword != null) {
                parameter(keyword, value, hosts.size());
              }
            });
    encryption();
    return reader.result(hosts, defaultUser);
  }

  private List<PostgresHost> hosts() {
    String[] names = items(LibpqKeyword.HOST);
    String[] addresses = items(LibpqKeyword.HOSTADDR);
    String[] ports = items(LibpqKeyword.PORT);
    int count = Math.max(1, addresses.length > 0 ? addresses.length : names.length);
    if (addresses.length > 0 && names.length > 0 && addresses.length != names.length) {
      refuse(LibpqKeyword.HOSTADDR, "has not as many items as host", "write one for each host");
    }
    if (ports.length > 1 && ports.length != count) {
      refuse(
          LibpqKeyword.PORT,
          "has not as many items as there are hosts",
          "write one for each host, or one for all");
    }
    List<PostgresHost> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hosts.add(
          new PostgresHost(
              host(item(names, i), item(addresses, i)),
              port(ports.length == 1 ? ports[0] : item(ports, i))));
    }
    return hosts;
  }

  private String host(String name, String address) {
    if (!address.isEmpty() && !name.isEmpty() && !address.equals(name)) {
      refuse(
          LibpqKeyword.HOSTADDR,
          "cannot be honoured beside host: pgjdbc has one name to connect to and to verify",
          "write only one of the two");
    }
    return address.isEmpty() ? reader.hostName("host", name) : reader.hostName("hostaddr", address);
  }

  private int port(String written) {
    return written.isEmpty() ? PostgresHost.DEFAULT_PORT : reader.port("port", integer(written));
  }

  private String[] items(LibpqKeyword keyword) {
    String list = reader.text(keyword.keyword());
    return list == null ? new String[0] : list.split(",", -1);
  }

  private static String item(String[] items, int i) {
    return i < items.length ? items[i] : "";
  }

  private void parameter(LibpqKeyword keyword, String value, int hosts) {
    switch (keyword) {
      case HOST, HOSTADDR, PORT, DBNAME, USER, PASSWORD, SSLPASSWORD -> {
        // Taken by hosts() and by the reader.
      }
      case SSLMODE, SSLROOTCERT, SSLCERT, SSLKEY, SSLCERTMODE, SSLNEGOTIATION -> {
        // They bear on each other: see encryption().
      }
      case CONNECT_TIMEOUT -> connectTimeout(value, hosts);
      case KEEPALIVES -> {
        Integer on = integer(keyword, value);
        if (on != null) {
          reader.set("tcpKeepAlive", String.valueOf(on != 0));
        }
      }
      case KEEPALIVES_IDLE, KEEPALIVES_INTERVAL, KEEPALIVES_COUNT, TCP_USER_TIMEOUT -> {
        Integer amount = integer(keyword, value);
        if (amount != null && amount != 0) {
          refuse(
              keyword,
              "cannot be honoured: Java leaves this to the operating system",
              "leave it out and set the system's own (on Linux, sysctl net.ipv4.tcp_*)");
        }
      }
      case APPLICATION_NAME -> reader.set("ApplicationName", value);
      case FALLBACK_APPLICATION_NAME -> {
        if (dsn.get(LibpqKeyword.APPLICATION_NAME.keyword()) == null && !value.isEmpty()) {
          reader.set("ApplicationName", value);
        }
      }
      case OPTIONS -> setUnlessEmpty("options", value);
      case KRBSRVNAME -> setUnlessEmpty("kerberosServerName", value);
      case CHANNEL_BINDING -> choice(keyword, "channelBinding", "disable", "prefer", "require");
      case GSSENCMODE -> choice(keyword, "gssEncMode", "disable", "prefer", "require");
      case LOAD_BALANCE_HOSTS -> {
        if (isOneOf(keyword, value, "disable", "random")) {
          reader.set("loadBalanceHosts", String.valueOf(value.equals("random")));
        }
      }
      case TARGET_SESSION_ATTRS -> targetSessionAttrs(value);
      case REQUIRE_AUTH -> requireAuth(value);
      case CLIENT_ENCODING -> {
        String name = value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (!Set.of("", "auto", "utf8", "unicode").contains(name)) {
          refuse(
              keyword,
              "cannot be honoured: pgjdbc speaks UTF-8 only",
              "write UTF8 or " + LEAVE_OUT);
        }
      }
      case REPLICATION -> {
        if (!Set.of("", "false", "off", "no", "0").contains(value.toLowerCase(Locale.ROOT))) {
          refuse(
              keyword,
              "cannot be honoured: a pool's connections run ordinary SQL",
              "leave it out and open replication connections by pgjdbc itself");
        }
      }
      case MIN_PROTOCOL_VERSION -> {
        if (isOneOf(keyword, value, "3.0", "3.2", "latest") && !value.equals("3.0")) {
          refuse(
              keyword,
              "cannot be honoured: pgjdbc accepts a server's older protocol",
              NEW_PROTOCOL);
        }
      }
      // An upper bound; 3.0 is below each.
      case MAX_PROTOCOL_VERSION -> isOneOf(keyword, value, "3.0", "3.2", "latest");
      case SSL_MIN_PROTOCOL_VERSION -> {
        if (!Set.of("", "tlsv1", "tlsv1.1", "tlsv1.2").contains(value.toLowerCase(Locale.ROOT))) {
          refuse(
              keyword,
              "is above what Java starts from, TLSv1.2, which it sets for the whole process",
              "leave it out and start Java with -Djdk.tls.client.protocols=TLSv1.3");
        }
      }
      case SSL_MAX_PROTOCOL_VERSION -> {
        if (!Set.of("", "tlsv1.3").contains(value.toLowerCase(Locale.ROOT))) {
          refuse(
              keyword,
              "is below what Java goes up to, TLSv1.3, which it sets for the whole process",
              "leave it out and start Java with -Djdk.tls.client.protocols=TLSv1.2");
        }
      }
      case SSLCOMPRESSION -> {
        if (!value.isEmpty() && !value.startsWith("0")) {
          refuse(keyword, "cannot be honoured: Java's TLS does not compress", "write 0");
        }
      }
      case SSLSNI -> {
        if (!value.startsWith("1")) {
          refuse(
              keyword,
              "cannot be honoured: Java sends the server's name",
              "leave it out and start Java with -Djsse.enableSNIExtension=false");
        }
      }
      case GSSDELEGATION -> {
        if (value.startsWith("1")) {
          refuse(keyword, "cannot be honoured: pgjdbc delegates no credentials", "write 0");
        }
      }
      case GSSLIB -> {
        if (value.equalsIgnoreCase("gssapi")) {
          reader.set("gsslib", "gssapi");
        } else if (!value.isEmpty()) {
          refuse(keyword, "has a value that libpq does not know", "write gssapi or " + LEAVE_OUT);
        }
      }
      default -> refuseUnlessEmpty(keyword, value);
    }
  }

  /** What pgjdbc has nothing for. */
  private void refuseUnlessEmpty(LibpqKeyword keyword, String value) {
    if (value.isEmpty()) {
      return;
    }
    String noAuthentication = "cannot be honoured: pgjdbc has no such authentication";
    switch (keyword) {
      case SERVICE ->
          refuse(
              keyword,
              "cannot be honoured: the hosts of a service file come too late for a pool",
              "write the service's parameters here");
      case PASSFILE ->
          refuse(
              keyword,
              "cannot be honoured: pgjdbc takes the file's name from the environment only",
              "name the file in PGPASSFILE, or write password");
      case SSLCRL, SSLCRLDIR ->
          refuse(
              keyword,
              "cannot be honoured: pgjdbc reads no revocation lists",
              "leave it out and start Java with -Dcom.sun.net.ssl.checkRevocation=true");
      case SSLKEYLOGFILE ->
          refuse(
              keyword,
              "cannot be honoured: Java writes no key log",
              "leave it out and start Java with -Djavax.net.debug=ssl");
      case REQUIREPEER ->
          refuse(
              keyword,
              "cannot be honoured: it is for Unix sockets, and the connection is TCP",
              "leave it out; sslmode=verify-full makes sure of the server");
      case OAUTH_ISSUER, OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OAUTH_SCOPE ->
          refuse(keyword, noAuthentication, "write user and password");
      case SCRAM_CLIENT_KEY, SCRAM_SERVER_KEY ->
          refuse(keyword, noAuthentication, "write password");
      default -> throw new AssertionError(keyword.keyword());
    }
  }

  /**
   * libpq's limit is for each host, and holds until the login is over. pgjdbc's connectTimeout
   * leaves the login out, so the login's own limit is added; and it is one deadline for all hosts,
   * so that those after one that never answers are reached only at the next attempt, which tries
   * them first.
   */
  private void connectTimeout(String value, int hosts) {
    Integer seconds = integer(LibpqKeyword.CONNECT_TIMEOUT, value);
    if (seconds == null) {
      return;
    }
    if (seconds > LONGEST_TIMEOUT / hosts) {
      refuse(
          LibpqKeyword.CONNECT_TIMEOUT, "is longer than pgjdbc can wait", "write 0 for no limit");
      return;
    }
    int limit = Math.max(0, seconds);
    reader.set("connectTimeout", String.valueOf(limit));
    reader.set("loginTimeout", String.valueOf(limit * hosts));
  }

  private void targetSessionAttrs(String value) {
    LibpqKeyword keyword = LibpqKeyword.TARGET_SESSION_ATTRS;
    if (isOneOf(
        keyword, value, "any", "read-write", "read-only", "primary", "standby", "prefer-standby")) {
      // pgjdbc's primary is a server that is neither a standby nor set read-only.
      reader.set(
          "targetServerType",
          switch (value) {
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> "any";
          });
    }
  }

  private void requireAuth(String value) {
    if (value.isEmpty()) {
      return;
    }
    boolean negative = value.startsWith("!");
    List<String> methods = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      String method = item.startsWith("!") ? item.substring(1) : item;
      if (item.startsWith("!") != negative
          || !AUTH_METHODS.contains(method)
          || methods.contains(method)) {
        refuse(
            LibpqKeyword.REQUIRE_AUTH,
            "has an item that is unknown to pgjdbc, repeated, or '!' beside one without",
            "write some of password, md5, gss, sspi, scram-sha-256, none, with '!' before all or"
                + " before none");
        return;
      }
      methods.add(method);
    }
    reader.set("requireAuth", value);
  }

  private void encryption() {
    String mode = dsn.get(LibpqKeyword.SSLMODE.keyword());
    String root = reader.text(LibpqKeyword.SSLROOTCERT.keyword());
    boolean system = "system".equals(root);
    if (mode == null) {
      mode = system ? "verify-full" : "prefer";
    }
    if (!isOneOf(
        LibpqKeyword.SSLMODE,
        mode,
        "disable",
        "allow",
        "prefer",
        "require",
        "verify-ca",
        "verify-full")) {
      return;
    }
    clientCertificate(system);
    if (system) {
      if (!mode.equals("verify-full")) {
        refuse(
            LibpqKeyword.SSLMODE,
            "is too weak for sslrootcert=system, which trusts every public authority",
            "write verify-full");
      }
      reader.set("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (root != null) {
      if (mode.equals("allow") || mode.equals("prefer")) {
        refuse(
            LibpqKeyword.SSLROOTCERT,
            "has no effect on pgjdbc with sslmode=" + mode,
            "write sslmode=verify-full, or verify-ca");
      } else if (mode.equals("require")) {
        // As libpq, which says so where it describes require.
        mode = "verify-ca";
      }
      reader.set("sslrootcert", root);
    }
    reader.set("sslmode", mode);
    negotiation(mode);
  }

  private void negotiation(String mode) {
    String negotiation = dsn.get(LibpqKeyword.SSLNEGOTIATION.keyword());
    if (negotiation == null
        || !isOneOf(LibpqKeyword.SSLNEGOTIATION, negotiation, "postgres", "direct")) {
      return;
    }
    if (negotiation.equals("direct") && Set.of("disable", "allow", "prefer").contains(mode)) {
      refuse(
          LibpqKeyword.SSLNEGOTIATION,
          "can be direct only where encryption is required",
          "write sslmode=require, verify-ca or verify-full too");
    }
    reader.set("sslNegotiation", negotiation);
  }

  private void clientCertificate(boolean system) {
    String use = dsn.get(LibpqKeyword.SSLCERTMODE.keyword());
    if (use != null && !isOneOf(LibpqKeyword.SSLCERTMODE, use, "disable", "allow", "require")) {
      return;
    }
    if ("require".equals(use)) {
      refuse(
          LibpqKeyword.SSLCERTMODE,
          "cannot be honoured: pgjdbc does not tell whether the server asked for the certificate",
          "write allow");
    }
    if ("disable".equals(use)) {
      // An empty name keeps pgjdbc from its default files, too.
      reader.set("sslcert", "");
      reader.set("sslkey", "");
      return;
    }
    String certificate = reader.text(LibpqKeyword.SSLCERT.keyword());
    String key = reader.text(LibpqKeyword.SSLKEY.keyword());
    if (system && (certificate != null || key != null)) {
      refuse(
          LibpqKeyword.SSLROOTCERT,
          "cannot be system beside a client certificate: pgjdbc has no factory for both",
          "write the file of the authorities, such as /etc/ssl/certs/ca-certificates.crt");
    }
    if (certificate != null && key == null) {
      refuse(
          LibpqKeyword.SSLCERT,
          "stands without sslkey, and pgjdbc's default file is not libpq's",
          "write sslkey too");
    }
    if (certificate != null) {
      reader.set("sslcert", certificate);
    }
    if (key != null) {
      key(key);
    }
  }

  private void key(String key) {
    if (ENGINE.matcher(key).matches()) {
      refuse(
          LibpqKeyword.SSLKEY,
          "cannot be honoured: Java has no OpenSSL engines",
          "write the name of a key file");
      return;
    }
    reader.set("sslkey", key);
    ClientKey content = ClientKey.read(key);
    if (content.unreadable() != null) {
      refuse(LibpqKeyword.SSLKEY, content.unreadable(), ClientKey.CONVERT);
    } else if (content.algorithm() != null) {
      reader.set("pemKeyAlgorithm", content.algorithm());
    }
  }

  private void setUnlessEmpty(String property, String value) {
    if (!value.isEmpty()) {
      reader.set(property, value);
    }
  }

  private void choice(LibpqKeyword keyword, String property, String... choices) {
    String value = String.valueOf(dsn.get(keyword.keyword()));
    if (isOneOf(keyword, value, choices)) {
      reader.set(property, value);
    }
  }

  private boolean isOneOf(LibpqKeyword keyword, String value, String... choices) {
    if (List.of(choices).contains(value)) {
      return true;
    }
    refuse(
        keyword, "has a value that it cannot have", "write one of " + String.join(", ", choices));
    return false;
  }

  private @Nullable Integer integer(LibpqKeyword keyword, String value) {
    Integer number = integer(value);
    if (number == null) {
      refuse(keyword, "is not an integer", "write a number without a unit");
    }
    return number;
  }

  /** As C's strtol: blanks round it and a sign before it are welcome. */
  private static @Nullable Integer integer(String text) {
    String digits = text.replaceAll("^[ \\t-\\r]+|[ \\t-\\r]+$", "");
    if (!INTEGER.matcher(digits).matches()) {
      return null;
    }
    long number = Long.parseLong(digits);
    return number == (int) number ? (int) number : null;
  }

  private void refuse(LibpqKeyword keyword, String wrong, String write) {
    reader.refuse(keyword.keyword(), wrong, write);
  }
}
