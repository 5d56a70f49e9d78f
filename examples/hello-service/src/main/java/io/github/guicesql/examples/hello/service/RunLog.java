package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import io.github.guicesql.examples.users.AuditEntry;
import io.github.guicesql.examples.users.AuditTrail;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.SQLException;
import java.util.List;

/**
 * The log of this application's runs, in its own database. The entry is written when the registry
 * closes: this object is registered after the pool, and therefore closed before it, when it can
 * still use it.
 */
final class RunLog {

  private static final String SUBJECT = "hello";

  private final AuditTrail audit;
  private final Users users;
  private final LifecycleRegistry registry;

  @Inject
  RunLog(AuditTrail audit, Users users, LifecycleRegistry registry) {
    this.audit = audit;
    this.users = users;
    this.registry = registry;
  }

  /** Returns the entries of earlier runs. */
  List<AuditEntry> start() throws SQLException {
    List<AuditEntry> earlier = audit.about(SUBJECT);
    registry.register("run log", drain -> end());
    return earlier;
  }

  private void end() throws SQLException {
    String detail = "left " + users.list(1, 0).total() + " users";
    audit.append("run", SUBJECT, detail);
  }
}
