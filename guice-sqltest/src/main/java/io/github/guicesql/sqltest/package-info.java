/**
 * Real database servers for tests, on every machine. Start with {@link
 * io.github.guicesql.sqltest.PostgresServer#shared()}, {@link
 * io.github.guicesql.sqltest.MariaDbServer#shared()} or {@link
 * io.github.guicesql.sqltest.MysqlServer#shared()}.
 */
@NullMarked
package io.github.guicesql.sqltest;

import org.jspecify.annotations.NullMarked;
