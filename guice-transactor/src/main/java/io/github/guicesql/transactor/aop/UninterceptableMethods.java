package io.github.guicesql.transactor.aop;

import com.google.inject.TypeLiteral;
import com.google.inject.spi.TypeEncounter;
import com.google.inject.spi.TypeListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Makes an annotated method that Guice cannot intercept an error of the injector's creation.
 * Otherwise it would run without a transaction, and nobody would notice.
 */
final class UninterceptableMethods implements TypeListener {

  private final HonouredAnnotation<?> annotation;

  UninterceptableMethods(HonouredAnnotation<?> annotation) {
    this.annotation = annotation;
  }

  @Override
  public <I> void hear(TypeLiteral<I> type, TypeEncounter<I> encounter) {
    Class<?> raw = type.getRawType();
    for (Class<?> each = raw; each != null && each != Object.class; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        String obstacle = annotation.isOn(method) ? obstacle(method, raw) : "";
        if (!obstacle.isEmpty()) {
          encounter.addError(
              "%s.%s is annotated with @%s, and would run without a transaction: %s. Guice"
                  + " intercepts methods that a subclass can override. Make it one, or call"
                  + " transactor.inTransaction(…) in it.",
              each.getName(), method.getName(), annotation.type().getName(), obstacle);
        }
      }
    }
  }

  private static String obstacle(Method method, Class<?> type) {
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers)) {
      return "it is private";
    }
    if (Modifier.isStatic(modifiers)) {
      return "it is static";
    }
    if (Modifier.isFinal(modifiers)) {
      return "it is final";
    }
    return Modifier.isFinal(type.getModifiers()) ? "its class is final" : "";
  }
}
