package io.github.guicesql.examples.hello.mysql.contract;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlTokens;
import javax.inject.Singleton;

/** Binds {@link Greeter}; requires {@code @Named("database.db") DataSource}. */
public final class ContractGreetingModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(Greeter.class).to(GreetingDao.class).in(Singleton.class);
    Multibinder.newSetBinder(binder(), Migration.class, Names.named(SqlTokens.DB))
        .addBinding()
        .to(GreetingsTable.class);
  }
}
