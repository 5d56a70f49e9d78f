package io.github.guicesql.transactor.aop;

import com.google.inject.matcher.AbstractMatcher;
import com.google.inject.matcher.Matcher;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.transactor.TransactionOptions;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An annotation that is honoured, and what it means.
 *
 * @param options the options that an annotation asks for
 * @param database the database that an annotation is about
 */
record HonouredAnnotation<A extends Annotation>(
    Class<A> type,
    Function<? super A, TransactionOptions> options,
    Function<? super A, SqlTokens> database) {

  /** What one method's annotation means. */
  record Meaning(SqlTokens database, TransactionOptions options) {}

  /** Returns whether the method itself has the annotation. Compilers copy it to their bridges. */
  boolean isOn(Method method) {
    return !method.isSynthetic() && method.isAnnotationPresent(type);
  }

  Matcher<Method> onMethods() {
    return new Methods(this, true);
  }

  /** The methods for which the annotation of their class holds. */
  Matcher<Method> ofClasses() {
    return new Methods(this, false);
  }

  /** Returns what is asked for by the method, or by the class that it is called on. */
  Meaning meaning(Method method, Class<?> called) {
    @Nullable A own = method.getAnnotation(type);
    A found = own == null ? called.getAnnotation(type) : own;
    if (found == null) {
      throw new IllegalStateException(method + " has no " + type);
    }
    return new Meaning(database.apply(found), options.apply(found));
  }

  /** Guice 5's {@code Matcher} has more methods than this one needs; here they are implemented. */
  @SuppressWarnings("deprecation")
  private static final class Methods extends AbstractMatcher<Method> {

    private final HonouredAnnotation<?> annotation;
    private final boolean annotated;

    Methods(HonouredAnnotation<?> annotation, boolean annotated) {
      this.annotation = annotation;
      this.annotated = annotated;
    }

    @Override
    public boolean matches(Method method) {
      if (annotated) {
        return annotation.isOn(method);
      }
      return !method.isSynthetic()
          && !annotation.isOn(method)
          && Modifier.isPublic(method.getModifiers())
          && !method.getDeclaringClass().equals(Object.class);
    }
  }
}
