/**
 * The driver module for any database with a JDBC driver: {@link io.github.guicesql.jdbc.JdbcModule}
 * is all there is to install.
 */
@NullMarked
package io.github.guicesql.jdbc;

import org.jspecify.annotations.NullMarked;
