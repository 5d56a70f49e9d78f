package io.github.guicesql.examples.hello.service;

import org.jspecify.annotations.Nullable;

/** Thrown for an invalid setting of the HTTP server; the message is for people. */
final class SettingException extends Exception {

  private static final long serialVersionUID = 1;

  SettingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
