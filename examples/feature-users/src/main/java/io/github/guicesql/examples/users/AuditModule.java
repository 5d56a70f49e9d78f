package io.github.guicesql.examples.users;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/**
 * Binds the audit trail, for any feature whose changes must be recorded.
 *
 * <ul>
 *   <li>Requires {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}.
 *   <li>Binds {@link AuditTrail}.
 * </ul>
 */
public final class AuditModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(AuditTrail.class).in(Singleton.class);
  }
}
