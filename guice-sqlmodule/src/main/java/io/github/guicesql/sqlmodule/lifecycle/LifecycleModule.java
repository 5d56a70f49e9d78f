package io.github.guicesql.sqlmodule.lifecycle;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Binds {@link LifecycleRegistry}, which the driver modules require; requires nothing.
 *
 * <p>The application closes the registry when it ends. With {@link #using} it holds the registry
 * from before the injector, and so can close it when {@code createInjector} throws.
 */
public final class LifecycleModule extends AbstractModule {

  private final @Nullable LifecycleRegistry registry;

  /** A registry of the injector's own, with {@link LifecycleRegistry#DEFAULT_DRAIN}. */
  public LifecycleModule() {
    this(null);
  }

  private LifecycleModule(@Nullable LifecycleRegistry registry) {
    this.registry = registry;
  }

  /** A registry made before the injector. */
  public static LifecycleModule using(LifecycleRegistry registry) {
    return new LifecycleModule(registry);
  }

  @Override
  protected void configure() {
    if (registry == null) {
      bind(LifecycleRegistry.class).in(Singleton.class);
    } else {
      bind(LifecycleRegistry.class).toInstance(registry);
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
