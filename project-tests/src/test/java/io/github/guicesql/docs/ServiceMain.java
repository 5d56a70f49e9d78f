package io.github.guicesql.docs;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqlmodule.lifecycle.Registration;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** The lifecycle guide's service: a registry, what is made with it, and how it ends. */
final class ServiceMain {

  private ServiceMain() {}

  /** What a service does until it ends. */
  interface Work {
    void with(Injector injector) throws Exception;
  }

  static void run(Module service, Work work) throws Exception {
    try (LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(20))) {
      Injector injector =
          Guice.createInjector(Stage.PRODUCTION, LifecycleModule.using(registry), service);
      work.with(injector);
    } catch (RuntimeException e) {
      SqlErrors.findAll(e).forEach(error -> System.err.println(error.getMessage()));
      throw e;
    }
  }

  static LifecycleRegistry hooked() {
    LifecycleRegistry registry = new LifecycleRegistry().closeOnJvmShutdown();
    return registry;
  }

  static Registration register(LifecycleRegistry registry, ExecutorService jobs) {
    Registration registration =
        registry.register(
            "jobs",
            drain -> {
              jobs.shutdown();
              if (!jobs.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS)) {
                jobs.shutdownNow();
              }
            });
    return registration;
  }
}
