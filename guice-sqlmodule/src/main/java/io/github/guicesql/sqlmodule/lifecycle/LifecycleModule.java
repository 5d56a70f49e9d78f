package io.github.guicesql.sqlmodule.lifecycle;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Databases;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Binds {@link LifecycleRegistry}, which the driver modules require, {@link Databases} and {@link
 * DatabaseHealth}; requires nothing.
 *
 * <p>{@code new LifecycleModule()} binds a default registry: a self-contained module installs it,
 * and an application that installs {@link #using} beside it gets its own registry instead. Two
 * different registries are an error of Guice's.
 *
 * <p>The application closes the registry when it ends. With {@link #using} it creates the registry
 * before the injector, and so can close it when {@code createInjector} throws.
 */
public final class LifecycleModule extends AbstractModule {

  private final @Nullable LifecycleRegistry registry;

  /** Binds a registry that the injector creates, with {@link LifecycleRegistry#DEFAULT_DRAIN}. */
  public LifecycleModule() {
    this(null);
  }

  private LifecycleModule(@Nullable LifecycleRegistry registry) {
    this.registry = registry;
  }

  /** Binds a registry that was created before the injector. */
  public static LifecycleModule using(LifecycleRegistry registry) {
    return new LifecycleModule(registry);
  }

  @Override
  protected void configure() {
    bind(Databases.class).in(Singleton.class);
    bind(DatabaseHealth.class).in(Singleton.class);
    OptionalBinder<LifecycleRegistry> binder =
        OptionalBinder.newOptionalBinder(binder(), LifecycleRegistry.class);
    if (registry == null) {
      binder.setDefault().toInstance(new LifecycleRegistry());
    } else {
      binder.setBinding().toInstance(registry);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LifecycleModule that && registry == that.registry;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(registry);
  }
}
