/**
 * Connections and data sources that forward to another one. This is not API: it changes without
 * notice, and only this project's own modules may use it.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.connection;

import org.jspecify.annotations.NullMarked;
