package io.github.guicesql.examples.hello.service;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import io.github.guicesql.micrometer.MicrometerModule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Binds the application's own classes, on top of the users feature. */
final class HelloModule extends AbstractModule {

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(Account.class);
    bind(UserImport.class);
    bind(RunLog.class);
    bind(UsersApi.class);
    bind(OperationsApi.class);
    bind(PrometheusMeterRegistry.class)
        .toInstance(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
    install(new MicrometerModule());
    bind(HttpService.class).in(Singleton.class);
  }
}
