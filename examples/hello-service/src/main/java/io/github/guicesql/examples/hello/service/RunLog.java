package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.examples.users.AuditEntry;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The runs of this application, in its own database. The entry is written when the registry closes:
 * registered after the pool, this is closed before it, and can still use it.
 */
final class RunLog {

  private static final String SUBJECT = "hello";

  private final DataSource db;
  private final AuditTrail audit;
  private final Users users;
  private final LifecycleRegistry registry;

  @Inject
  RunLog(
      @Named(SqlTokens.DB) DataSource db,
      AuditTrail audit,
      Users users,
      LifecycleRegistry registry) {
    this.db = db;
    this.audit = audit;
    this.users = users;
    this.registry = registry;
  }

  /** The entries of the runs before this one. */
  List<AuditEntry> start() throws SQLException {
    List<AuditEntry> earlier = audit.about(SUBJECT);
    registry.register("run log", drain -> end());
    return earlier;
  }

  private void end() throws SQLException {
    String detail = "left " + users.list(1, 0).total() + " users";
    try (Connection connection = db.getConnection()) {
      audit.append(connection, "run", SUBJECT, detail);
    }
  }
}
