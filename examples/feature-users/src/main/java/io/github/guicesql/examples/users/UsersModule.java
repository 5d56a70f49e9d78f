package io.github.guicesql.examples.users;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.transactor.TransactorModule;

/**
 * The users feature.
 *
 * <ul>
 *   <li>Requires {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}.
 *   <li>Binds {@link Users}, and by {@link AuditModule}, which it installs, {@link AuditTrail}: a
 *       user never changes without a trace. The audit trail knows nothing of users.
 *   <li>Contributes the {@link Migration} {@link UsersSchema}.
 *   <li>Installs {@link TransactorModule} for that database, as the application and other features
 *       may do, too.
 * </ul>
 */
public final class UsersModule extends AbstractModule {

  @Override
  protected void configure() {
    install(new AuditModule());
    install(new TransactorModule());
    bind(UserTable.class).in(Singleton.class);
    bind(Users.class).in(Singleton.class);
    bind(UsersSchema.class);
    Multibinder.newSetBinder(binder(), Migration.class, Names.named(SqlTokens.DB))
        .addBinding()
        .to(UsersSchema.class);
  }
}
