/**
 * The hosts of one replicated database: which of them answers, which one is the writer, and to
 * which one a connection is opened. This is not API: it changes without notice, and only this
 * project may use it.
 *
 * <p>{@link HostBoard} is the state and decides, without a thread and without a clock of its own.
 * {@link HostMonitor} asks the hosts and tells the board. {@link HostChooser} selects hosts for a
 * pool, and {@link HostRouter} opens the pool's connections to them.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.hosts;

import org.jspecify.annotations.NullMarked;
