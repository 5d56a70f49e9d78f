/**
 * Asks a database how it is, on a connection of its own and within a limit. This is not API: it
 * changes without notice, and only this project may use it.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.health;

import org.jspecify.annotations.NullMarked;
