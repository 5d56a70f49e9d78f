/**
 * Configuration values: their sources, their names, and the validation of their text. {@link
 * io.github.guicesql.sqlmodule.config.ConfigKey} makes the environment's name of a value; a {@link
 * io.github.guicesql.sqlmodule.config.Setting} declares its type, default and meaning. This package
 * does not depend on databases.
 */
@NullMarked
package io.github.guicesql.sqlmodule.config;

import org.jspecify.annotations.NullMarked;
