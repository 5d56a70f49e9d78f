package io.github.guicesql.examples.hello.mysql.legacy;

import com.google.inject.AbstractModule;
import javax.inject.Singleton;

/** Binds {@link Greeter}; requires a {@code DataSource} without an annotation. */
public final class GreetingModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(Greeter.class).to(GreetingDao.class).in(Singleton.class);
  }
}
