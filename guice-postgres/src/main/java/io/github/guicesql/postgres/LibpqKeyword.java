package io.github.guicesql.postgres;

import static io.github.guicesql.sqlmodule.internal.dsn.Rule.apart;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.choice;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.only;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.refused;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.sets;
import static io.github.guicesql.sqlmodule.internal.dsn.Rule.setsUnlessEmpty;

import io.github.guicesql.sqlmodule.internal.dsn.Parameter;
import io.github.guicesql.sqlmodule.internal.dsn.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of PostgreSQL 18's libpq (manual, "Parameter Key Words", and those that only its
 * library knows), each with its rule. A value has libpq's meaning, and is refused where libpq
 * refuses it; what pgjdbc cannot do is refused by name.
 *
 * <p>Three small differences are accepted. {@code target_session_attrs=primary} also requires a
 * server that is not set read-only. {@code standby} accepts a server that is. {@code
 * sslmode=require} verifies the server if {@code sslrootcert} says how, but not for a {@code
 * ~/.postgresql/root.crt} that happens to exist.
 */
@SuppressWarnings("ImmutableEnumChecker") // The rules have no state; the checker cannot see it.
enum LibpqKeyword {
  // These are the address and the user, and the two passwords, which are kept apart from the
  // properties.
  HOST(apart()),
  HOSTADDR(apart()),
  PORT(apart()),
  DBNAME(apart()),
  USER(apart()),
  PASSWORD(apart()),
  SSLPASSWORD(apart()),

  // These depend on each other: see LibpqMapping.
  SSLMODE(apart()),
  SSLROOTCERT(apart()),
  SSLCERT(apart()),
  SSLKEY(apart()),
  SSLCERTMODE(apart()),
  SSLNEGOTIATION(apart()),

  CONNECT_TIMEOUT(LibpqMapping::connectTimeout),
  KEEPALIVES(LibpqMapping::keepalives),
  APPLICATION_NAME(sets("ApplicationName")),
  FALLBACK_APPLICATION_NAME(LibpqMapping::fallbackApplicationName),
  OPTIONS(setsUnlessEmpty("options")),
  KRBSRVNAME(setsUnlessEmpty("kerberosServerName")),
  CHANNEL_BINDING(choice("channelBinding", "disable", "prefer", "require")),
  GSSENCMODE(choice("gssEncMode", "disable", "prefer", "require")),
  GSSLIB(LibpqMapping::gssLibrary),
  LOAD_BALANCE_HOSTS(LibpqMapping::loadBalanceHosts),
  TARGET_SESSION_ATTRS(LibpqMapping::targetSessionAttrs),
  REQUIRE_AUTH(LibpqMapping::requireAuth),
  MIN_PROTOCOL_VERSION(LibpqMapping::minProtocolVersion),
  MAX_PROTOCOL_VERSION(LibpqMapping::maxProtocolVersion),

  KEEPALIVES_IDLE(LibpqMapping::zero),
  KEEPALIVES_INTERVAL(LibpqMapping::zero),
  KEEPALIVES_COUNT(LibpqMapping::zero),
  TCP_USER_TIMEOUT(LibpqMapping::zero),
  CLIENT_ENCODING(
      only(
          "(?i)(auto|utf[^a-z0-9]*8|unicode)?",
          "cannot be honoured: pgjdbc speaks UTF-8 only",
          "write UTF8 or leave it out")),
  REPLICATION(
      only(
          "(?i)(false|off|no|0)?",
          "cannot be honoured: a pool's connections run ordinary SQL",
          "leave it out and open replication connections by pgjdbc itself")),
  SSL_MIN_PROTOCOL_VERSION(
      only(
          "(?i)(tlsv1(\\.[12])?)?",
          "is above what Java starts from, TLSv1.2, which it sets for the whole process",
          "leave it out and start Java with -Djdk.tls.client.protocols=TLSv1.3")),
  SSL_MAX_PROTOCOL_VERSION(
      only(
          "(?i)(tlsv1\\.3)?",
          "is below what Java goes up to, TLSv1.3, which it sets for the whole process",
          "leave it out and start Java with -Djdk.tls.client.protocols=TLSv1.2")),
  SSLCOMPRESSION(only("(0.*)?", "cannot be honoured: Java's TLS does not compress", "write 0")),
  SSLSNI(
      only(
          "1.*",
          "cannot be honoured: Java sends the server's name",
          "leave it out and start Java with -Djsse.enableSNIExtension=false")),
  GSSDELEGATION(only("(?!1).*", "cannot be honoured: pgjdbc delegates no credentials", "write 0")),

  SERVICE(
      refused(
          "cannot be honoured: the hosts of a service file come too late for a pool",
          "write the service's parameters here")),
  PASSFILE(
      refused(
          "cannot be honoured: pgjdbc takes the file's name from the environment only",
          "name the file in PGPASSFILE, or write password")),
  SSLCRL(noRevocationLists()),
  SSLCRLDIR(noRevocationLists()),
  SSLKEYLOGFILE(
      refused(
          "cannot be honoured: Java writes no key log",
          "leave it out and start Java with -Djavax.net.debug=ssl")),
  REQUIREPEER(
      refused(
          "cannot be honoured: it is for Unix sockets, and the connection is TCP",
          "leave it out; sslmode=verify-full makes sure of the server")),
  OAUTH_ISSUER(noAuthentication("write user and password")),
  OAUTH_CLIENT_ID(noAuthentication("write user and password")),
  OAUTH_CLIENT_SECRET(noAuthentication("write user and password")),
  OAUTH_SCOPE(noAuthentication("write user and password")),
  SCRAM_CLIENT_KEY(noAuthentication("write password")),
  SCRAM_SERVER_KEY(noAuthentication("write password"));

  private final Rule<LibpqMapping> rule;

  LibpqKeyword(Rule<LibpqMapping> rule) {
    this.rule = rule;
  }

  private static Rule<LibpqMapping> noRevocationLists() {
    return refused(
        "cannot be honoured: pgjdbc reads no revocation lists",
        "leave it out and start Java with -Dcom.sun.net.ssl.checkRevocation=true");
  }

  private static Rule<LibpqMapping> noAuthentication(String write) {
    return refused("cannot be honoured: pgjdbc has no such authentication", write);
  }

  String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  void apply(LibpqMapping mapping, Parameter parameter) {
    rule.apply(mapping, parameter);
  }

  /** Returns the keyword of exactly that name, since libpq's names are case-sensitive. */
  static @Nullable LibpqKeyword of(String name) {
    for (LibpqKeyword keyword : values()) {
      if (keyword.keyword().equals(name)) {
        return keyword;
      }
    }
    return null;
  }

  static List<String> keywords() {
    return Arrays.stream(values()).map(LibpqKeyword::keyword).toList();
  }
}
