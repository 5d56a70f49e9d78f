package io.github.guicesql.postgres;

import io.github.guicesql.postgres.PostgresDsn.Form;
import io.github.guicesql.sqlmodule.internal.dsn.Dsn;
import io.github.guicesql.sqlmodule.internal.hosts.HostRole;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads which of several hosts a connection string wants: libpq's {@code target_session_attrs}, or
 * pgjdbc's {@code targetServerType}, whose primary is a server that is not set read-only.
 */
final class TargetRole {

  private TargetRole() {}

  /** Returns the role; null if the string has none, or one that is refused elsewhere. */
  static @Nullable HostRole of(Dsn<Form> dsn) {
    return dsn.form() == Form.JDBC
        ? ofPgjdbc(dsn.parameters().text("targetServerType"))
        : ofLibpq(dsn.parameters().text("target_session_attrs"));
  }

  private static @Nullable HostRole ofLibpq(@Nullable String attribute) {
    return switch (String.valueOf(attribute)) {
      case "any" -> HostRole.ANY;
      case "read-write" -> HostRole.READ_WRITE;
      case "read-only" -> HostRole.READ_ONLY;
      case "primary" -> HostRole.PRIMARY;
      case "standby" -> HostRole.STANDBY;
      case "prefer-standby" -> HostRole.PREFER_STANDBY;
      default -> null;
    };
  }

  private static @Nullable HostRole ofPgjdbc(@Nullable String type) {
    return switch (String.valueOf(type).toLowerCase(Locale.ROOT)) {
      case "any" -> HostRole.ANY;
      case "primary", "master" -> HostRole.READ_WRITE;
      case "secondary", "slave" -> HostRole.READ_ONLY;
      case "preferprimary" -> HostRole.PREFER_PRIMARY;
      case "prefersecondary", "preferslave" -> HostRole.PREFER_STANDBY;
      default -> null;
    };
  }
}
