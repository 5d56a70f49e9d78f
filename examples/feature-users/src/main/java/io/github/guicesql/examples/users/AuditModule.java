package io.github.guicesql.examples.users;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlTokens;

/**
 * Binds the audit trail, for any feature whose changes must be recorded.
 *
 * <ul>
 *   <li>Requires {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}.
 *   <li>Binds {@link AuditTrail}.
 *   <li>Contributes the {@link Migration} {@link AuditSchema}.
 * </ul>
 */
public final class AuditModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(AuditTrail.class).in(Singleton.class);
    bind(AuditSchema.class);
    Multibinder.newSetBinder(binder(), Migration.class, Names.named(SqlTokens.DB))
        .addBinding()
        .to(AuditSchema.class);
  }
}
