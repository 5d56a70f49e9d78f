/**
 * Runs the migrations of a database before its first connection is lent, for whatever lends the
 * connections. This is not API: it changes without notice, and only this module may use it.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.migration;

import org.jspecify.annotations.NullMarked;
