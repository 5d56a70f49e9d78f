/**
 * The PostgreSQL driver module: {@link io.github.guicesql.postgres.PostgresModule} is all there is
 * to install.
 */
@NullMarked
package io.github.guicesql.postgres;

import org.jspecify.annotations.NullMarked;
