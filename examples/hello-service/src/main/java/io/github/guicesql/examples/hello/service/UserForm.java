package io.github.guicesql.examples.hello.service;

import io.github.guicesql.examples.users.UserData;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user as a client sends it, in JSON or CSV: not yet validated. */
record UserForm(@Nullable String name, @Nullable String email) {

  UserData validated() {
    return new UserData(
        Objects.requireNonNullElse(email, ""), Objects.requireNonNullElse(name, ""));
  }
}
