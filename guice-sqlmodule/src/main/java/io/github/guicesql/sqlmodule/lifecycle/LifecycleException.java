package io.github.guicesql.sqlmodule.lifecycle;

import io.github.guicesql.sqlmodule.SqlModuleException;
import org.jspecify.annotations.Nullable;

/** Something could not be closed, or came too late to be looked after. */
public final class LifecycleException extends SqlModuleException {

  private static final long serialVersionUID = 1;

  /** An error of what closes something; the message holds no secret. */
  public LifecycleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
