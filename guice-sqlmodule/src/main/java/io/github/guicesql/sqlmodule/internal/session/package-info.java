/**
 * The state of a database session that a pool lends: whether it is dead, and whether its borrower
 * has changed it. This is not API: it changes without notice, and only the driver modules of this
 * project may use it.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.session;

import org.jspecify.annotations.NullMarked;
