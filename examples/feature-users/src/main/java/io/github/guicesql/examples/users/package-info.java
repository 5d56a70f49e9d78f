/**
 * A feature as a service would write it: users, and an audit trail of what happened to them, in the
 * same transaction. It knows the database by its two injected keys, and runs unchanged on
 * PostgreSQL, SQLite, MySQL and MariaDB.
 *
 * <p>Install {@link io.github.guicesql.examples.users.UsersModule}, inject {@link
 * io.github.guicesql.examples.users.Users}.
 */
@NullMarked
package io.github.guicesql.examples.users;

import org.jspecify.annotations.NullMarked;
