package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.Nullable;

/** Something could not be closed, or came too late to be looked after. */
public final class LifecycleException extends SqlModuleException {

  private static final long serialVersionUID = 1;

  LifecycleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
