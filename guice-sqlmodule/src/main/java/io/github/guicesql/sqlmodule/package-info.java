/**
 * The contract between a service's features and its SQL database: the keys, the options a driver
 * module is installed with, and the errors. Feature code injects {@code @Named(SqlTokens.DB)
 * DataSource} and {@code @Named(SqlTokens.DIALECT) Dialect} and knows nothing else. The packages
 * below this one are for those who configure, close, or write a driver module.
 */
@NullMarked
package io.github.guicesql.sqlmodule;

import org.jspecify.annotations.NullMarked;
