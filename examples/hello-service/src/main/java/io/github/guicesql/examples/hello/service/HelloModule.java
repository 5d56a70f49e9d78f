package io.github.guicesql.examples.hello.service;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/** Binds the application's own classes, on top of the users feature. */
final class HelloModule extends AbstractModule {

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(Account.class);
    bind(UserImport.class);
    bind(RunLog.class);
    bind(UsersApi.class);
    bind(HttpService.class).in(Singleton.class);
  }
}
