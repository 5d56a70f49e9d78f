package io.github.guicesql.sqlmodule.lifecycle;

import io.github.guicesql.sqlmodule.SqlModuleException;
import org.jspecify.annotations.Nullable;

/** Thrown when a resource could not be closed, or was registered too late. */
public final class LifecycleException extends SqlModuleException {

  private static final long serialVersionUID = 1;

  /** Creates an exception for a failure to close; the message must not contain a secret. */
  public LifecycleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
