/**
 * Reading connection strings: percent-decoding, positions, problems of parameters. Not API: it
 * changes without notice, and only the driver modules of this project may use it. No message made
 * here quotes a value.
 */
@NullMarked
package io.github.guicesql.sqlmodule.internal.dsn;

import org.jspecify.annotations.NullMarked;
