package io.github.guicesql.transactor.aop;

import io.github.guicesql.transactor.Isolation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that runs in a transaction, or nested in that of its thread: like {@code
 * transactor.inTransaction(…)}. On a class, it holds for each public method that has no annotation
 * of its own.
 *
 * <p>{@link TransactionalModule} honours it on objects that Guice creates by their constructor. A
 * call by an object to its own method counts, too.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Transactional {

  /** The database's name; the default database's is empty. */
  String database() default "";

  /** The name by which errors and logs mention the transaction. */
  String name() default "";

  /** Whether the transaction is read-only. */
  boolean readOnly() default false;

  /** The isolation level; at most one. */
  Isolation[] isolation() default {};

  /** How often the transaction is tried at most, if it collides with others. */
  int tries() default 1;
}
