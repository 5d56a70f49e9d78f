/** The PostgreSQL driver module: a connection string in, a pooled {@code DataSource} out. */
@NullMarked
package io.github.guicesql.postgres;

import org.jspecify.annotations.NullMarked;
