package io.github.guicesql.sqlmodule.config;

/**
 * The name of a value that a source has, whether or not anything reads it.
 *
 * @param name the name as it is written, such as {@code "SQLITE_PATH"} or {@code "sqlite.path"}
 * @param shared whether other software may read the same source, as it does the environment
 * @param origin where it is, such as {@code "the environment"}
 */
public record ConfigName(String name, boolean shared, String origin) {}
