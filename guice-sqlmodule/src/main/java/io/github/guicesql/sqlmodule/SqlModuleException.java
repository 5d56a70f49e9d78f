package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.Nullable;

/**
 * The root of what this library throws by itself. {@link SqlErrors#find} finds one inside whatever
 * Guice threw. No message of one contains a secret.
 */
public abstract class SqlModuleException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** For a subclass's constructor; the message holds no secret. */
  protected SqlModuleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
