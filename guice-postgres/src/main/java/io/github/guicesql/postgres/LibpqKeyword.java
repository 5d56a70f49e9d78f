package io.github.guicesql.postgres;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of PostgreSQL 18's libpq (manual, "Parameter Key Words", and those its library knows
 * besides), each with the pgjdbc property that stands for it, where there is one.
 */
enum LibpqKeyword {
  SERVICE(null),
  USER("user"),
  PASSWORD("password"),
  PASSFILE(null),
  CHANNEL_BINDING("channelBinding"),
  CONNECT_TIMEOUT("connectTimeout"),
  DBNAME("PGDBNAME"),
  HOST("PGHOST"),
  HOSTADDR(null),
  PORT("PGPORT"),
  CLIENT_ENCODING(null),
  OPTIONS("options"),
  APPLICATION_NAME("ApplicationName"),
  FALLBACK_APPLICATION_NAME("ApplicationName"),
  KEEPALIVES("tcpKeepAlive"),
  KEEPALIVES_IDLE(null),
  KEEPALIVES_INTERVAL(null),
  KEEPALIVES_COUNT(null),
  TCP_USER_TIMEOUT(null),
  SSLMODE("sslmode"),
  SSLNEGOTIATION("sslNegotiation"),
  SSLCOMPRESSION(null),
  SSLCERT("sslcert"),
  SSLKEY("sslkey"),
  SSLCERTMODE(null),
  SSLPASSWORD("sslpassword"),
  SSLROOTCERT("sslrootcert"),
  SSLCRL(null),
  SSLCRLDIR(null),
  SSLSNI(null),
  REQUIREPEER(null),
  REQUIRE_AUTH("requireAuth"),
  MIN_PROTOCOL_VERSION("protocolVersion"),
  MAX_PROTOCOL_VERSION("protocolVersion"),
  SSL_MIN_PROTOCOL_VERSION(null),
  SSL_MAX_PROTOCOL_VERSION(null),
  GSSENCMODE("gssEncMode"),
  KRBSRVNAME("kerberosServerName"),
  GSSLIB("gsslib"),
  GSSDELEGATION(null),
  REPLICATION("replication"),
  TARGET_SESSION_ATTRS("targetServerType"),
  LOAD_BALANCE_HOSTS("loadBalanceHosts"),
  SCRAM_CLIENT_KEY(null),
  SCRAM_SERVER_KEY(null),
  OAUTH_ISSUER(null),
  OAUTH_CLIENT_ID(null),
  OAUTH_CLIENT_SECRET(null),
  OAUTH_SCOPE(null),
  SSLKEYLOGFILE(null);

  private final @Nullable String property;

  LibpqKeyword(@Nullable String property) {
    this.property = property;
  }

  String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Nullable String property() {
    return property;
  }

  boolean isSecret() {
    return switch (this) {
      case PASSWORD, SSLPASSWORD, OAUTH_CLIENT_SECRET, SCRAM_CLIENT_KEY, SCRAM_SERVER_KEY -> true;
      default -> false;
    };
  }

  /** The keyword of that exact name: libpq tells upper case from lower. */
  static @Nullable LibpqKeyword of(String name) {
    for (LibpqKeyword keyword : values()) {
      if (keyword.keyword().equals(name)) {
        return keyword;
      }
    }
    return null;
  }

  static @Nullable LibpqKeyword ofProperty(String property) {
    for (LibpqKeyword keyword : values()) {
      if (property.equals(keyword.property)) {
        return keyword;
      }
    }
    return null;
  }
}
