package io.github.guicesql.examples.hello.mysql.portable;

import com.google.inject.AbstractModule;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.examples.users.UsersModule;
import javax.inject.Singleton;

/** Binds {@link Greeter}; requires what {@link UsersModule} does, which it installs. */
public final class PortableGreetingModule extends AbstractModule {

  @Override
  protected void configure() {
    install(new UsersModule());
    bind(Greeter.class).to(UserGreeter.class).in(Singleton.class);
  }
}
