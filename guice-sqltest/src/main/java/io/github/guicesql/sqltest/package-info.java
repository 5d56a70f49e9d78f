/**
 * A real database server for tests, on every machine. {@link
 * io.github.guicesql.sqltest.PostgresServer#shared()} or {@link
 * io.github.guicesql.sqltest.MariaDbServer#shared()} is where to start.
 */
@NullMarked
package io.github.guicesql.sqltest;

import org.jspecify.annotations.NullMarked;
