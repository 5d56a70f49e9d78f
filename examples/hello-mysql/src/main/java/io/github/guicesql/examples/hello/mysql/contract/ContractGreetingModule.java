package io.github.guicesql.examples.hello.mysql.contract;

import com.google.inject.AbstractModule;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import javax.inject.Singleton;

/** Binds {@link Greeter}; requires {@code @Named("database.db") DataSource}. */
public final class ContractGreetingModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(Greeter.class).to(GreetingDao.class).in(Singleton.class);
  }
}
