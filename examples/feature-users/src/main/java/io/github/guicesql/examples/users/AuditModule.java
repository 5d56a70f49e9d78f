package io.github.guicesql.examples.users;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/**
 * The audit trail, for any feature that must not change something without a trace.
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
