package io.github.guicesql.examples.hello.service;

import org.jspecify.annotations.Nullable;

/** A setting of the HTTP server is of no use; the message is for a person. */
final class SettingException extends Exception {

  private static final long serialVersionUID = 1;

  SettingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
