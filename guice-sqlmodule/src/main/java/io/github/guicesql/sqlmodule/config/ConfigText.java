package io.github.guicesql.sqlmodule.config;

/**
 * The text of a value in a source, and where it was found.
 *
 * @param text the value; may be a secret
 * @param origin a description for people, such as {@code "SQLITE_PATH in the environment"}; never a
 *     value
 */
public record ConfigText(String text, String origin) {

  /** Returns the origin, never the value. */
  @Override
  public String toString() {
    return origin;
  }
}
