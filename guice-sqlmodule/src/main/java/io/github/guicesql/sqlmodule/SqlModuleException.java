package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.Nullable;

/**
 * The base class of the exceptions that this library throws. {@link SqlErrors#find} finds one
 * inside whatever Guice threw. Their messages never contain a secret.
 */
public abstract class SqlModuleException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates an exception; the message must not contain a secret. */
  protected SqlModuleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
