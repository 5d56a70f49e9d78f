package io.github.guicesql.sqlmodule.config;

import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import java.io.Serializable;

/**
 * A problem with one configuration value.
 *
 * @param key the environment key, such as {@code "SQLITE_BUSY_TIMEOUT"}
 * @param token the {@code @Named} token, such as {@code "sqlite.busy-timeout"}
 * @param value the value that was found, shortened; {@code "***"} for a secret; empty if nothing
 *     was set
 * @param wrong what is wrong with it
 * @param remedy what to write instead
 */
public record ConfigProblem(String key, String token, String value, String wrong, String remedy)
    implements Serializable {

  static ConfigProblem of(ConfigKey key, String value, String wrong, String remedy) {
    return new ConfigProblem(key.key(), key.token(), shown(key, value), wrong, remedy);
  }

  /** Returns the value as it may be shown: shortened, and masked if it is a secret. */
  static String shown(ConfigKey key, String value) {
    return key.secret() && !value.isEmpty() ? "***" : Redaction.masked(value);
  }

  /** Returns the problem in one line, for people. */
  @Override
  public String toString() {
    String found = value.isEmpty() ? "" : " = \"" + value + "\"";
    return key + " (" + token + ")" + found + ": " + wrong + " " + remedy;
  }
}
