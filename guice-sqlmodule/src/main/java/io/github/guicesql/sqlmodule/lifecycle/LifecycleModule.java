package io.github.guicesql.sqlmodule.lifecycle;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Binding;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Databases;
import java.util.Objects;
import java.util.function.Function;
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

  /** Leads to the module of {@link #using}, if it is installed. */
  private static final Key<LifecycleModule> WITH_REGISTRY = Key.get(LifecycleModule.class);

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
    return new LifecycleModule(requireNonNull(registry, "registry"));
  }

  @Override
  protected void configure() {
    create(LifecycleRegistry.class, LifecycleModule::givenOrNew);
    create(Databases.class, injector -> new Databases());
    create(
        DatabaseHealth.class,
        injector -> new DatabaseHealth(injector.getInstance(Databases.class)));
    if (registry != null) {
      bind(WITH_REGISTRY).toInstance(this);
    }
  }

  private <T> void create(Class<T> type, Function<Injector, T> creation) {
    bind(type).toProvider(new Creation<>(type, creation)).in(Singleton.class);
  }

  private static LifecycleRegistry givenOrNew(Injector injector) {
    Binding<LifecycleModule> module = injector.getExistingBinding(WITH_REGISTRY);
    LifecycleRegistry given = module == null ? null : module.getProvider().get().registry;
    return given == null ? new LifecycleRegistry() : given;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LifecycleModule that && registry == that.registry;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(registry);
  }

  /**
   * Creates a singleton. Creations of one type are equal, so that Guice takes the bindings of two
   * of these modules for one; a constructor would be, too, but Guice generates a class to call it.
   */
  private static final class Creation<T> implements Provider<T> {

    private final Class<T> type;
    private final Function<Injector, T> creation;
    private @Nullable Injector injector;

    Creation(Class<T> type, Function<Injector, T> creation) {
      this.type = type;
      this.creation = creation;
    }

    /** Private, since Guice generates a class to call any other method. */
    @Inject
    private void injected(Injector newInjector) {
      injector = newInjector;
    }

    @Override
    public T get() {
      return creation.apply(Objects.requireNonNull(injector, "Guice injects it first"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Creation<?> that && type == that.type;
    }

    @Override
    public int hashCode() {
      return type.hashCode();
    }

    /** Returns the name of what it creates. */
    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }
}
