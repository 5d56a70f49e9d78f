/**
 * Configuration values: where they come from, what they are called, and how their text is checked.
 * {@link io.github.guicesql.sqlmodule.config.ConfigKey} makes the environment's name of a value; a
 * {@link io.github.guicesql.sqlmodule.config.Setting} declares its type, default and meaning. This
 * package knows nothing of databases.
 */
@NullMarked
package io.github.guicesql.sqlmodule.config;

import org.jspecify.annotations.NullMarked;
