package io.github.guicesql.sqlmodule.config;

/**
 * A value's text as a source has it, and where it was found.
 *
 * @param text the value; may be a secret
 * @param origin for people, such as {@code "SQLITE_PATH in the environment"}; never a value
 */
public record ConfigText(String text, String origin) {

  /** The origin; never the value. */
  @Override
  public String toString() {
    return origin;
  }
}
