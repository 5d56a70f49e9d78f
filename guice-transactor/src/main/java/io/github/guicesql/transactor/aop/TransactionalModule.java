package io.github.guicesql.transactor.aop;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.google.inject.matcher.Matchers;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.transactor.Retry;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs methods that are annotated with {@link Transactional} in transactions.
 *
 * <ul>
 *   <li>Requires {@link Transactor} under the token of each database that an annotation names, when
 *       such a method is first called.
 *   <li>Binds nothing, and intercepts the methods of objects that Guice creates by their
 *       constructor. Installed at the root, it reaches classes that are bound in private modules;
 *       installed in a private module, it misses those of the root.
 * </ul>
 *
 * <p>A method that cannot be intercepted, since it is private, static or final, or is one of a
 * final class, is an error when the injector is created. Objects that the application creates
 * itself, as for {@code toInstance} or in a {@code @Provides} method, are not intercepted, and
 * nothing can tell.
 *
 * <p>Other annotations are honoured if they are asked for, such as those of Jakarta:
 *
 * <pre>{@code
 * new TransactionalModule()
 *     .withAnnotation(
 *         jakarta.transaction.Transactional.class,
 *         annotation -> TransactionOptions.defaults().joining())
 * }</pre>
 *
 * <p>What their attributes mean is for the given function to say. Unlike theirs, transactions here
 * roll back on every {@code Throwable}. Immutable; Guice treats modules for the same annotations as
 * one module.
 */
public final class TransactionalModule extends AbstractModule {

  private final List<HonouredAnnotation<?>> annotations;

  /** Honours {@link Transactional}. */
  public TransactionalModule() {
    this(
        List.of(
            new HonouredAnnotation<>(
                Transactional.class,
                TransactionalModule::options,
                annotation -> SqlTokens.named(annotation.database()))));
  }

  private TransactionalModule(List<HonouredAnnotation<?>> annotations) {
    this.annotations = annotations;
  }

  /** Honours another annotation, too, for the default database. */
  public <A extends Annotation> TransactionalModule withAnnotation(
      Class<A> type, Function<? super A, TransactionOptions> options) {
    return withAnnotation(type, SqlTokens.defaults(), options);
  }

  /** Honours another annotation, too, for the given database. */
  public <A extends Annotation> TransactionalModule withAnnotation(
      Class<A> type, SqlTokens database, Function<? super A, TransactionOptions> options) {
    List<HonouredAnnotation<?>> more = new ArrayList<>(annotations);
    more.add(
        new HonouredAnnotation<A>(
            requireNonNull(type, "type"),
            requireNonNull(options, "options"),
            annotation -> database));
    return new TransactionalModule(Collections.unmodifiableList(more));
  }

  private static TransactionOptions options(Transactional annotation) {
    TransactionOptions options =
        TransactionOptions.defaults()
            .withName(annotation.name())
            .withRetry(Retry.times(annotation.tries()));
    if (annotation.readOnly()) {
      options = options.readOnly();
    }
    return annotation.isolation().length == 0
        ? options
        : options.withIsolation(annotation.isolation()[0]);
  }

  @Override
  protected void configure() {
    Provider<Injector> injector = getProvider(Injector.class);
    for (HonouredAnnotation<?> annotation : annotations) {
      TransactionalInterceptor interceptor = new TransactionalInterceptor(annotation, injector);
      bindInterceptor(Matchers.any(), annotation.onMethods(), interceptor);
      bindInterceptor(
          Matchers.annotatedWith(annotation.type()), annotation.ofClasses(), interceptor);
      bindListener(Matchers.any(), new UninterceptableMethods(annotation));
    }
  }

  private List<Class<? extends Annotation>> types() {
    List<Class<? extends Annotation>> types = new ArrayList<>();
    for (HonouredAnnotation<?> annotation : annotations) {
      types.add(annotation.type());
    }
    return types;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactionalModule that && types().equals(that.types());
  }

  @Override
  public int hashCode() {
    return types().hashCode();
  }

  /** Returns the annotations. */
  @Override
  public String toString() {
    return "TransactionalModule" + types();
  }
}
