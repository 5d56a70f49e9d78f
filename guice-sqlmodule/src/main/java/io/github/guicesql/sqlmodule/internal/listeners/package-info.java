/**
 * The listeners of an injector's databases, for those who install a database. This is not API: it
 * changes without notice.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.listeners;

import org.jspecify.annotations.NullMarked;
