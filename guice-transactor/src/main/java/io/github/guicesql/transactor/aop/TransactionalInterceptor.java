package io.github.guicesql.transactor.aop;

import com.google.inject.Injector;
import com.google.inject.Provider;
import io.github.guicesql.transactor.Transactor;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** Runs a method in a transaction. What the method throws comes out unchanged. Thread-safe. */
final class TransactionalInterceptor implements MethodInterceptor {

  /** A method, and the class of the object, whose annotation may be meant. */
  private record Called(Method method, Class<?> type) {}

  private final HonouredAnnotation<?> annotation;
  private final Provider<Injector> injector;
  private final Map<Called, Transactor> transactors = new ConcurrentHashMap<>();

  TransactionalInterceptor(HonouredAnnotation<?> annotation, Provider<Injector> injector) {
    this.annotation = annotation;
    this.injector = injector;
  }

  @Override
  public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
    Called called = new Called(invocation.getMethod(), invocation.getThis().getClass());
    Transactor transactor = transactors.get(called);
    if (transactor == null) {
      transactor = transactor(called);
      transactors.put(called, transactor);
    }
    return transactor.<@Nullable Object, Throwable>inTransaction(() -> invocation.proceed());
  }

  private Transactor transactor(Called called) {
    // Guice calls the method on a subclass that it has made, which inherits no annotation.
    Class<?> type = called.type();
    while (!type.isAnnotationPresent(annotation.type()) && type.getSuperclass() != null) {
      type = type.getSuperclass();
    }
    HonouredAnnotation.Meaning meaning = annotation.meaning(called.method(), type);
    return injector.get().getInstance(Transactor.key(meaning.database())).with(meaning.options());
  }
}
