/**
 * A real database server for tests, on every machine. {@link
 * io.github.guicesql.sqltest.PostgresServer#shared()}, {@link
 * io.github.guicesql.sqltest.MariaDbServer#shared()} or {@link
 * io.github.guicesql.sqltest.MysqlServer#shared()} is where to start.
 */
@NullMarked
package io.github.guicesql.sqltest;

import org.jspecify.annotations.NullMarked;
