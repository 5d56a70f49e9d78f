/**
 * A log of slow statements for every database of a service. {@link
 * io.github.guicesql.slowlog.SlowLogModule} is installed once.
 */
@NullMarked
package io.github.guicesql.slowlog;

import org.jspecify.annotations.NullMarked;
