/**
 * SQLite under load: the same work through guice-sql and through what one writes without it.
 *
 * <p>A plain harness rather than JMH: a cell here is a whole pool with its threads on a file of its
 * own, with a longest wait and a check that nothing was lost, which JMH has no place for.
 */
@NullMarked
package io.github.guicesql.benchmarks;

import org.jspecify.annotations.NullMarked;
