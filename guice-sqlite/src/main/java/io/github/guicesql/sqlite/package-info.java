/**
 * The SQLite driver module: {@link io.github.guicesql.sqlite.SqliteModule} is all there is to
 * install.
 */
@NullMarked
package io.github.guicesql.sqlite;

import org.jspecify.annotations.NullMarked;
